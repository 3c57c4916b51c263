/** Requests to the serial bridge of a board, each carried out once, whatever the line does to their bytes. */
import { frame, mostRead, mostWritten, outcome } from '../../compiler/emit/host/form.ts';
import { encodeFrame, FrameReader } from './cobs.ts';

/** Both ends of a cable to a board: a serial port, a pseudo-terminal, a socket, a test. */
export interface Line {
  write(bytes: Uint8Array): void;
  /** Called with the bytes that come, and with null when the cable is gone. */
  listen(reader: (bytes: Uint8Array | null) => void): void;
  close(): void;
}

/** The board does not answer, or answers something else than was agreed. */
export class LinkError extends Error {
  /** `gone`: the line was closed; `silent`: no answer in time; `restarted`: the board has forgotten us; `refused`: it said no. */
  readonly kind: 'gone' | 'silent' | 'restarted' | 'refused';
  constructor(kind: LinkError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

export interface Request {
  readonly command: number;
  readonly address: number;
  /** Words to read at most, or those to write. */
  readonly count: number;
  readonly words: readonly number[];
}
export interface Reply {
  readonly words: Uint32Array;
  /** Words of a write that were taken. */
  readonly done: number;
  readonly outcome: number;
}
/** Told before a request leaves for the first time and when its reply has come: what a host needs to go on after a restart. */
export interface Journal {
  asks(number: number, request: Request): void;
  hears(number: number, reply: Reply): void;
}

export interface LinkOptions {
  /** Milliseconds until a request is sent again; doubles up to eight times this. */
  readonly patience: number;
  /** How often without an answer before the board counts as silent. */
  readonly attempts: number;
  readonly journal?: Journal;
}
export const defaultLink: LinkOptions = { patience: 1000, attempts: 8 };

/**
 * Answers that came damaged before a board counts as silent, for each attempt. A board that is heard is there, so that these are no attempts: on a
 * line that changes two bytes of a thousand seven of eight answers of 256 words are damaged.
 */
const damagedForAttempt = 128;

export class Link {
  /** Requests that were sent again, and frames that came damaged. */
  resent = 0;
  session = 0;
  /** Number of the last request. */
  number = 0;
  private readonly line: Line;
  private readonly options: LinkOptions;
  private readonly reader = new FrameReader();
  private gone = false;
  private heard: ((message: Uint8Array | 'damaged' | null) => void) | null = null;

  constructor(line: Line, options: LinkOptions = defaultLink) {
    this.line = line;
    this.options = options;
    line.listen((bytes) => {
      if (bytes === null) {
        this.gone = true;
        this.heard?.(null);
        return;
      }
      const before = this.reader.damaged;
      this.reader.read(bytes, (message) => this.heard?.(message));
      if (this.reader.damaged > before) this.heard?.('damaged');
    });
  }
  get damaged(): number {
    return this.reader.damaged;
  }

  /** Begins a session of our own. @param session  16 bits that no other host is likely to have */
  async hello(session: number): Promise<void> {
    this.session = session & 0xffff;
    this.number = 0;
    const message = Uint8Array.of(frame.hello, 0, this.session & 0xff, this.session >> 8);
    const reply = await this.exchange(message, 0);
    if (reply.outcome !== outcome.done) throw new LinkError('refused', 'the board does not begin a session');
  }
  /** Goes on with a session that a host before us began, whose last request was `number`. */
  resume(session: number, number: number): void {
    this.session = session;
    this.number = number;
  }

  /** Carries out a request once. @throws LinkError when the board is gone, silent or restarted; a refusal is in the reply */
  async request(request: Request): Promise<Reply> {
    this.number = (this.number + 1) & 0xff;
    this.options.journal?.asks(this.number, request);
    return await this.repeat(request);
  }
  /** The same with the number of the last request: what its reply was, or is. */
  async repeat(request: Request): Promise<Reply> {
    const { number, session } = this;
    const { command, address, count, words } = request;
    if (count > mostRead || words.length > mostWritten)
      throw new RangeError('a request for more words than a frame holds');
    const message = new Uint8Array(8 + 4 * words.length);
    const view = new DataView(message.buffer);
    message.set([command, number, session & 0xff, session >> 8]);
    view.setUint16(4, address, true);
    view.setUint16(6, words.length > 0 ? words.length : count, true);
    words.forEach((word, i) => {
      view.setUint32(8 + 4 * i, word >>> 0, true);
    });
    const reply = await this.exchange(message, number);
    if (reply.outcome === outcome.otherSession || reply.outcome === outcome.wrongNumber)
      throw new LinkError('restarted', 'the board has forgotten this session: it was reset, or another host took over');
    this.options.journal?.hears(number, reply);
    return reply;
  }
  close(): void {
    this.line.close();
  }

  private async exchange(message: Uint8Array, number: number): Promise<Reply> {
    const bytes = encodeFrame(message);
    const { attempts } = this.options;
    let { patience } = this.options;
    let [unanswered, damaged] = [0, 0];
    while (unanswered < attempts && damaged < damagedForAttempt * attempts) {
      if (unanswered + damaged > 0) this.resent++;
      if (this.gone) break;
      this.line.write(bytes);
      const reply = await this.answer(message[0]! | frame.reply, number, patience);
      if (reply === 'damaged') damaged++;
      else if (reply !== null) return reply;
      else {
        unanswered++;
        patience = Math.min(2 * patience, 8 * this.options.patience);
      }
    }
    if (this.gone) throw new LinkError('gone', 'the cable to the board is gone');
    const heard = damaged > 0 ? `, ${damaged} damaged answers` : '';
    throw new LinkError('silent', `the board does not answer (${unanswered} attempts${heard})`);
  }
  /** The reply to a request, what came in its place, or null after a while. */
  private answer(command: number, number: number, patience: number): Promise<Reply | 'damaged' | null> {
    return new Promise((resolve) => {
      const finish = (reply: Reply | 'damaged' | null): void => {
        clearTimeout(timer);
        this.heard = null;
        resolve(reply);
      };
      const timer = setTimeout(() => finish(null), patience);
      this.heard = (message) => {
        if (message === null || message === 'damaged') return finish(message);
        const ours = message[2]! + 256 * message[3]! === this.session;
        if (message.length >= 8 && message.length % 4 === 0 && message[0] === command && message[1] === number && ours)
          finish(replyOf(message));
      };
    });
  }
}

function replyOf(message: Uint8Array): Reply {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const count = (message.length - 8) / 4;
  const words = Uint32Array.from({ length: count }, (_, i) => view.getUint32(4 + 4 * i, true));
  const end = message.length - 4;
  return { words, outcome: view.getUint8(end), done: view.getUint16(end + 2, true) };
}
