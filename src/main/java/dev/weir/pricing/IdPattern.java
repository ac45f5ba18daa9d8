package dev.weir.pricing;

/** A pattern of model ids: {@code *} stands for any number of characters, every other character for itself. */
record IdPattern(String text) {
    /** Whether the pattern covers the whole id; takes time in proportion to the product of the two lengths at worst. */
    boolean matches(String id) {
        int star = -1;
        int resume = 0;
        int p = 0;
        int i = 0;
        while (i < id.length()) {
            if (p < text.length() && text.charAt(p) == '*') {
                star = p++;
                resume = i;
            } else if (p < text.length() && text.charAt(p) == id.charAt(i)) {
                p++;
                i++;
            } else if (star >= 0) {
                p = star + 1;
                i = ++resume;
            } else {
                return false;
            }
        }
        return text.chars().skip(p).allMatch(c -> c == '*');
    }
}
