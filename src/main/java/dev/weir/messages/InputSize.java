package dev.weir.messages;

/**
 * The size of a request's input, for estimating its tokens.
 *
 * @param textBytes bytes of the body without the base64 data of media
 * @param images image blocks
 * @param documents document blocks whose content is not text in the body: PDFs, URLs, files
 * @param mediaBytes bytes of base64 data, as encoded
 */
public record InputSize(long textBytes, int images, int documents, long mediaBytes) {
    /** No input, as for a request without a body. */
    public static final InputSize NONE = new InputSize(0, 0, 0, 0);
}
