// The virtual board: the Verilated host module behind a pseudo-terminal and a TCP port, bit for bit as on a serial line.
//
//   --bit CLOCKS_256      clocks of a serial bit, times 256, as the module was made
//   --link PATH           a symbolic link to the pseudo-terminal, removed at the end
//   --tcp PORT            also listen on 127.0.0.1 (0: any port); one host at a time, others are turned away
//   --noise SEED:PPM      so many bytes of a million, in both directions, are lost or changed
//   --patience SECONDS    ends when no byte came for so long and nothing runs (default 900)
//
// The first line on standard output is `ready TERMINAL PORT` (port 0: none). Clocks pass while the emulation runs or bytes are under way;
// otherwise the process sleeps. SIGTERM ends it.
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <deque>
#include <memory>
#include <string>

#include "Vcore.h"
#include "verilated.h"

namespace {

volatile sig_atomic_t ended = 0;
void end(int) { ended = 1; }

[[noreturn]] void fail(const std::string& text) {
    fprintf(stderr, "error %s\n", text.c_str());
    exit(2);
}

struct Options {
    int bit = 2048;
    std::string link;
    int tcp = -1;
    uint64_t seed = 0;
    uint32_t noise = 0;
    double patience = 900;
};

// splitmix64: a fixed sequence on every machine.
struct Random {
    uint64_t state;
    uint64_t next() {
        uint64_t z = (state += 0x9e3779b97f4a7c15ull);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
        return z ^ (z >> 31);
    }
};

// The other ends of the serial cable: a pseudo-terminal, and a socket.
class Cable {
  public:
    explicit Cable(const Options& o) : options(o), random{o.seed} {
        openTerminal();
        if (o.tcp >= 0) openSocket();
        printf("ready %s %d\n", terminalName.c_str(), port);
        fflush(stdout);
    }
    ~Cable() {
        if (!options.link.empty()) unlink(options.link.c_str());
    }
    // Moves bytes between the cable and the queues; waits up to `milliseconds` for one.
    void exchange(std::deque<uint8_t>& in, std::deque<uint8_t>& out, int milliseconds) {
        pollfd fds[3] = {{master, POLLIN, 0}, {listener, POLLIN, 0}, {client, POLLIN, 0}};
        const bool full = in.size() > 65536;
        if (full) fds[0].events = fds[2].events = 0;
        // while nobody reads, there is nothing to wait for
        poll(fds, 3, milliseconds);
        if (fds[1].revents & POLLIN) welcome();
        if (fds[0].revents & POLLIN) take(master, in);
        if (client >= 0 && (fds[2].revents & (POLLIN | POLLHUP)) && !take(client, in)) leave();
        give(out);
    }

  private:
    const Options& options;
    Random random;
    int master = -1, slave = -1, listener = -1, client = -1, port = 0;
    std::string terminalName;

    void openTerminal() {
        master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
        if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) fail("no pseudo-terminal can be opened");
        terminalName = ptsname(master);
        // Kept open: the cable stays plugged in when a host goes away.
        slave = open(terminalName.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK);
        termios raw;
        if (slave < 0 || tcgetattr(slave, &raw) != 0) fail("the pseudo-terminal cannot be opened");
        cfmakeraw(&raw);
        tcsetattr(slave, TCSANOW, &raw);
        if (options.link.empty()) return;
        unlink(options.link.c_str());
        if (symlink(terminalName.c_str(), options.link.c_str()) != 0) fail("cannot make the link " + options.link);
    }
    void openSocket() {
        listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        const int yes = 1;
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(static_cast<uint16_t>(options.tcp));
        socklen_t size = sizeof address;
        if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener, 4) != 0)
            fail("cannot listen on port " + std::to_string(options.tcp));
        getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
        port = ntohs(address.sin_port);
    }
    void welcome() {
        const int guest = accept(listener, nullptr, nullptr);
        if (guest < 0) return;
        if (client >= 0) {
            close(guest);
            return;
        }
        fcntl(guest, F_SETFL, O_NONBLOCK);
        client = guest;
    }
    void leave() {
        close(client);
        client = -1;
    }
    // False when the other side is gone.
    bool take(int from, std::deque<uint8_t>& in) {
        uint8_t block[4096];
        const ssize_t count = read(from, block, sizeof block);
        for (ssize_t i = 0; i < count; i++) pass(block[i], in);
        return count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR));
    }
    // A byte on its way, if it gets through.
    void pass(uint8_t byte, std::deque<uint8_t>& queue) {
        if (options.noise != 0 && random.next() % 1000000 < options.noise) {
            const uint64_t kind = random.next();
            if (kind % 2 == 0) return;
            byte ^= static_cast<uint8_t>(1u << (kind >> 8) % 8);
        }
        queue.push_back(byte);
    }
    void give(std::deque<uint8_t>& out) {
        uint8_t block[4096];
        while (!out.empty()) {
            const size_t count = out.size() < sizeof block ? out.size() : sizeof block;
            for (size_t i = 0; i < count; i++) block[i] = out[i];
            const ssize_t written = write(client >= 0 ? client : master, block, count);
            if (written <= 0) {
                // nobody reads: as on a real cable, what does not fit is lost
                if (out.size() > 65536) out.clear();
                return;
            }
            out.erase(out.begin(), out.begin() + written);
        }
    }

  public:
    void send(uint8_t byte, std::deque<uint8_t>& out) { pass(byte, out); }
};

// Bits of bytes on the wire to the board, and bytes from the bits on the wire back.
class Board {
  public:
    explicit Board(const Options& o) : options(o), core(new Vcore(&context)) {
        core->uart_rx = 1;
        core->reset = 1;
        for (int i = 0; i < 8; i++) clock();
        core->reset = 0;
    }
    std::deque<uint8_t> toBoard;
    std::deque<uint8_t> fromBoard;

    bool running() const { return core->led & 1; }
    bool waiting() const { return core->led & 2; }
    // Bytes are under way, or were a moment ago.
    bool busy() const { return !toBoard.empty() || sending || receiving || quiet < 4096; }

    void clocks(int count) {
        for (int i = 0; i < count; i++) {
            drive();
            clock();
            listen();
        }
    }

  private:
    VerilatedContext context;
    const Options& options;
    std::unique_ptr<Vcore> core;
    uint64_t quiet = 0;
    bool sending = false, receiving = false;
    uint32_t shift = 0;
    int bitsLeft = 0, sendTimer = 0;
    int samplesLeft = 0, sampleTimer = 0;
    uint32_t received = 0;

    void clock() {
        core->clk = 0;
        core->eval();
        core->clk = 1;
        core->eval();
        quiet++;
    }
    void drive() {
        if (sending) {
            sendTimer -= 256;
            if (sendTimer < 256) {
                sendTimer += options.bit;
                if (--bitsLeft == 0) sending = false;
                else {
                    core->uart_rx = shift & 1;
                    shift >>= 1;
                }
                quiet = 0;
            }
        }
        if (!sending && !toBoard.empty()) {
            shift = 0x100u | toBoard.front();
            toBoard.pop_front();
            bitsLeft = 10;
            sendTimer = options.bit;
            core->uart_rx = 0;
            sending = true;
            quiet = 0;
        }
    }
    void listen() {
        if (!receiving) {
            if (core->uart_tx == 0) {
                receiving = true;
                samplesLeft = 9;
                received = 0;
                sampleTimer = options.bit + options.bit / 2;
            }
            return;
        }
        sampleTimer -= 256;
        if (sampleTimer >= 256) return;
        sampleTimer += options.bit;
        quiet = 0;
        received |= static_cast<uint32_t>(core->uart_tx) << (9 - samplesLeft);
        if (--samplesLeft > 0) return;
        receiving = false;
        if (received & 0x100) complete = static_cast<int>(received & 0xff);
        if (complete >= 0) {
            arrived.push_back(static_cast<uint8_t>(complete));
            complete = -1;
        }
    }
    int complete = -1;

  public:
    std::deque<uint8_t> arrived;
};

Options parse(int argc, char** argv) {
    Options o;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string key = argv[i], value = argv[i + 1];
        if (key == "--bit") o.bit = atoi(value.c_str());
        else if (key == "--link") o.link = value;
        else if (key == "--tcp") o.tcp = atoi(value.c_str());
        else if (key == "--patience") o.patience = atof(value.c_str());
        else if (key == "--noise") {
            unsigned long long seed = 0;
            unsigned ppm = 0;
            if (sscanf(value.c_str(), "%llu:%u", &seed, &ppm) != 2) fail("--noise SEED:PPM");
            o.seed = seed;
            o.noise = ppm;
        } else fail("unknown argument " + key);
    }
    return o;
}

double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

int main(int argc, char** argv) {
    const Options options = parse(argc, argv);
    signal(SIGTERM, end);
    signal(SIGINT, end);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    Board board(options);
    Cable cable(options);
    double last = now();
    int stalled = 0;
    while (!ended) {
        // an emulation that waits for its host for long need not be clocked while it does
        stalled = board.running() && board.waiting() ? stalled + 1 : 0;
        const bool active = board.busy() || (board.running() && stalled < 64);
        cable.exchange(board.toBoard, board.fromBoard, active ? 0 : 100);
        if (board.busy() || active) last = now();
        else if (now() - last > options.patience) break;
        if (!active && board.toBoard.empty()) {
            board.clocks(1);
            continue;
        }
        board.clocks(board.busy() ? 512 : 4096);
        for (; !board.arrived.empty(); board.arrived.pop_front()) cable.send(board.arrived.front(), board.fromBoard);
    }
    return 0;
}
