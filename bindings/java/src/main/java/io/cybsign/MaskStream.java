package io.cybsign;

import java.util.Map;
import java.util.Objects;

/**
 * Masks a text that comes in pieces, as {@link Mask} would mask the whole, wherever the pieces end.
 *
 * <p>One thread at a time; closing is as for {@link Credential}. What was not taken out by {@link #finish()} is dropped then.
 */
public final class MaskStream implements AutoCloseable {
    private final Handle handle;

    /** Begins a text that is masked by the default options. */
    public MaskStream() {
        this(null);
    }

    /**
     * Begins a text.
     *
     * @param options as for {@link Mask}; null for none
     */
    public MaskStream(Map<String, ?> options) {
        byte[] json = Options.encode(options);
        NativeLibrary.load();
        handle = new Handle(this, Native.maskStreamNew(json), Native::streamFree);
    }

    /**
     * Masks the next piece.
     *
     * @param text the piece, in any bytes
     * @return what is ready, which may be less than came in, and empty
     * @throws UsageException with {@link Status#E_ARGUMENT} after {@link #finish()}
     */
    public byte[] update(byte[] text) {
        Objects.requireNonNull(text, "text must not be null");
        return handle.call(pointer -> Native.streamUpdate(pointer, text));
    }

    /**
     * Ends the text.
     *
     * @return what was held back
     * @throws UsageException with {@link Status#E_ARGUMENT} if it was ended before
     */
    public byte[] finish() {
        return handle.call(pointer -> Native.streamFinish(pointer));
    }

    /** Frees it once no call uses it any more. It may be called again. */
    @Override
    public void close() {
        handle.close();
    }

    @Override
    public String toString() {
        return handle.isClosed() ? "MaskStream (closed)" : "MaskStream";
    }
}
