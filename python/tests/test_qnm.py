"""The package against the command line of the checkout (`make python`)."""

import numpy as np
import pytest

import qnm


@pytest.fixture(scope="module")
def firing(tmp_path_factory):
    return qnm.simulate("examples/neuristor.qnm", experiment="Firing", output=tmp_path_factory.mktemp("firing"))


def test_arrays_have_the_shapes_of_the_document(firing):
    for name in firing.names:
        quantity = firing.quantity(name)
        assert list(quantity.values.shape) == firing._described[name]["shape"]
        assert quantity.t.shape[0] == quantity.values.shape[0]


def test_measures_are_those_of_the_document(firing):
    for measure in firing.document["measures"]:
        wanted = np.array([np.nan if v is None else v for v in measure["values"]])
        np.testing.assert_array_equal(firing.measures[measure["name"]].to_numpy(dtype=float), wanted)


def test_rates_follow_from_the_events(firing):
    settle, stop = firing.document["settle"], firing.document["dt"] * firing.document["steps"]
    counts = firing.events.query("t > @settle").groupby("point").size()
    rates = firing.measures["f"]
    for point, count in counts.items():
        assert rates[point] * (stop - settle) == pytest.approx(count, abs=1.1)


def test_points_are_the_sweep(firing):
    assert firing.points["in"].tolist() == firing.document["sweeps"][0]["values"]


def test_traces_are_a_table_over_time(firing):
    table = firing.traces(point=4)
    np.testing.assert_array_equal(table["V(out)"].to_numpy(), firing["V(out)"][:, 4])
    assert table.index.name == "t" and table.index[0] == firing.document["dt"]


def test_arrays_of_arrays_and_their_pictures(tmp_path):
    import matplotlib

    matplotlib.use("Agg")
    runs = qnm.simulate("examples/heat_chain.qnm", output=tmp_path)
    run = next(each for each in runs.values() if any(each[n].ndim == 3 for n in each.names))
    name = next(n for n in run.names if run[n].ndim == 3)
    assert run.map(name).get_title().startswith(name)
    assert run.raster().get_xlabel() == "time (µs)"


def test_axes_carry_units(firing):
    import matplotlib

    matplotlib.use("Agg")
    top, *_ = firing.plot("V(out)", "I(X)", point=4)
    assert top.get_ylabel() == "V(out) (V)" and _[-1].get_ylabel() == "I(X) (mA)" and _[-1].get_xlabel() == "time (µs)"
    assert firing.plot_measure("f").get_ylabel() == "f (kHz)"


def test_an_unknown_name_says_what_there_is(firing):
    with pytest.raises(KeyError, match=r"there are V\(out\)"):
        firing["V(in)"]


def test_a_wrong_setting_raises_what_the_command_line_says(tmp_path):
    with pytest.raises(qnm.QnmcError) as raised:
        qnm.simulate("examples/neuristor.qnm", set={"C": "1 kΩ"}, output=tmp_path)
    assert raised.value.code == 1 and raised.value.diagnostics[0]["code"].startswith("E")


def test_a_wrong_file_is_a_list_of_diagnostics(tmp_path):
    file = tmp_path / "wrong.qnm"
    file.write_text("device d(p: electrical) {\n  param R = 1 kΩΩ\n}\n")
    found = qnm.check(file)
    assert found and all({"code", "line", "message"} <= set(each) for each in found)


def test_a_good_file_has_nothing_to_say():
    assert qnm.check("examples/lif.qnm") == []


def test_build_gives_formats():
    document = qnm.build("examples/lif.qnm")
    assert document["populations"][0]["states"][0]["format"].startswith(("s", "u"))


def test_a_folder_without_results_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="results.json"):
        qnm.load(tmp_path)
