package dev.weir.simulator;

/** Scrambles numbers, the same way in every run. */
final class Mix {
    private Mix() {}

    /** The finaliser of SplitMix64. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators". */
    static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
