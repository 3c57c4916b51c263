/** Pieces of a run as texts: names of files, ranges of points. */
import type { Piece } from '../../sim/network/index.ts';

export const pieceName = ({ first, count }: Piece): string => `${first}-${count}.piece`;
/** `0:8,8:16` */
export function piecesText(pieces: readonly Piece[]): string {
  return pieces.map(({ first, count }) => `${first}:${first + count}`).join(',');
}
/** Null when the text is none. */
export function parsePieces(text: string): Piece[] | null {
  const pieces = text.split(',').map((part) => {
    const found = /^(\d+):(\d+)$/.exec(part);
    return found ? { first: Number(found[1]), count: Number(found[2]) - Number(found[1]) } : null;
  });
  return pieces.every((piece) => piece !== null && piece.count > 0) ? (pieces as Piece[]) : null;
}
