package dev.weir.messages;

/**
 * How large the input of a request is, for estimating its tokens.
 *
 * @param textBytes bytes of the body without the base64 data of media
 * @param images image blocks
 * @param documents document blocks whose content is no text of the body: PDFs, URLs, files
 * @param mediaBytes bytes of base64 data, as encoded
 */
public record InputSize(long textBytes, int images, int documents, long mediaBytes) {
    /** No input, as for a call without a body. */
    public static final InputSize NONE = new InputSize(0, 0, 0, 0);
}
