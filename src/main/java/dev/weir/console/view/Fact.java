package dev.weir.console.view;

/** A named figure or text. */
public record Fact(String name, Figure figure) {
    static Fact text(String name, String text) {
        return new Fact(name, Figure.text(text.isEmpty() ? ShownAmount.NONE : text));
    }
}
