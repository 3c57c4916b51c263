/** The magnetic half of the device library: as `library.test.ts`. */
import { testExamples } from './suite.ts';

testExamples('examples/magnetic', []);
