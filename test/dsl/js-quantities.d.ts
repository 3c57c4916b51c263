declare module 'js-quantities' {
  interface Quantity {
    readonly scalar: number;
    toBase(): Quantity;
    isCompatible(other: Quantity): boolean;
  }
  export default function Qty(text: string): Quantity;
}
