package io.cybsign;

import java.util.Map;
import java.util.Objects;

/**
 * Signs Simple Order messages with one credential and one set of options, and verifies them.
 *
 * <p>Immutable, and usable from any thread at once; closing is as for {@link Credential}.
 *
 * <p>Options: {@code profile} ("cpp", the default, or "java"), {@code api_version}, {@code namespace}, {@code client},
 * {@code allow_expired}, {@code limits}; see the C header.
 */
public final class SimpleOrder implements AutoCloseable {
    private final Handle handle;

    /**
     * Prepares signing with the default options.
     *
     * @param credential what to sign with; it may be closed afterwards
     */
    public SimpleOrder(Credential credential) {
        this(credential, (byte[]) null);
    }

    /**
     * Prepares signing: everything that is the same for each message is computed here.
     *
     * @param credential what to sign with; it may be closed afterwards
     * @param options values of type String, Number, Boolean, Map or Collection; null for none
     */
    public SimpleOrder(Credential credential, Map<String, ?> options) {
        this(credential, Options.encode(options));
    }

    /**
     * Prepares signing with options that are JSON already.
     *
     * @param credential what to sign with; it may be closed afterwards
     * @param optionsJson a JSON object; null for none
     */
    public SimpleOrder(Credential credential, String optionsJson) {
        this(credential, Options.encode(optionsJson));
    }

    private SimpleOrder(Credential credential, byte[] options) {
        long pointer = credential.enter();
        try {
            handle = new Handle(this, Native.simpleOrderNew(pointer, options), Native::simpleOrderFree);
        } finally {
            credential.leave();
        }
    }

    /**
     * Signs a name-value-pair (NVP) request.
     *
     * @param fields the fields. The profile cpp sorts them by name; java keeps the map's order. A line break in a value, which
     *        would become a field of its own, is refused
     * @return the SOAP envelope in UTF-8, ready to be sent
     * @throws UsageException with {@link Status#E_FIELD} for a field that can't be sent as it is
     * @throws CertificateStateException if the certificate is out of date
     */
    public byte[] signFields(Map<String, String> fields) {
        Fields packed = Fields.of(fields);
        long pointer = handle.enter();
        try {
            return Native.signFields(pointer, packed.lengths, packed.text);
        } finally {
            handle.leave();
        }
    }

    /**
     * Signs an NVP request given as text: a line {@code name=value} for each field.
     *
     * <p>Since the text is already joined, it can't be seen that a value held a line break and so became two fields: where
     * values come from users, use {@link #signFields(Map)}.
     *
     * @param nvp the lines, each ending in LF, which the last may lack
     * @return the SOAP envelope in UTF-8, ready to be sent
     */
    public byte[] signNvp(String nvp) {
        return signNvp(Utf8.encode(nvp));
    }

    /**
     * Signs an NVP request given as text; see {@link #signNvp(String)}.
     *
     * @param nvp the lines in UTF-8
     * @return the SOAP envelope in UTF-8, ready to be sent
     */
    public byte[] signNvp(byte[] nvp) {
        Objects.requireNonNull(nvp, "nvp must not be null");
        long pointer = handle.enter();
        try {
            return Native.signNvp(pointer, nvp);
        } finally {
            handle.leave();
        }
    }

    /**
     * Signs an XML request: a document whose element is a requestMessage.
     *
     * @param xml XML 1.0 in UTF-8 without a DTD and with no entity but XML's own
     * @return the SOAP envelope in UTF-8, ready to be sent
     * @throws EncodingException for what is not well-formed, never read, or a SOAP envelope itself
     */
    public byte[] signXml(byte[] xml) {
        Objects.requireNonNull(xml, "xml must not be null");
        long pointer = handle.enter();
        try {
            return Native.signXml(pointer, xml);
        } finally {
            handle.leave();
        }
    }

    /**
     * Verifies a signed Simple Order message: for tests, simulators of a gateway, and diagnosis.
     *
     * @param message the SOAP envelope
     * @param options {@code expected_certificate} or {@code expected_sha256} or {@code any_certificate},
     *        {@code allow_sha1}, {@code allow_expired}, {@code limits}
     * @return the report of a verification in which every check passed
     * @throws VerificationException if a check failed, or nothing says who the signer should be
     */
    public static VerificationReport verify(byte[] message, Map<String, ?> options) {
        Objects.requireNonNull(message, "message must not be null");
        byte[] json = Options.encode(options);
        NativeLibrary.load();
        return new VerificationReport(true, Native.text(Native.verify(message, json)));
    }

    /** Frees it once no call uses it any more. It may be called again. */
    @Override
    public void close() {
        handle.close();
    }

    @Override
    public String toString() {
        return handle.isClosed() ? "SimpleOrder (closed)" : "SimpleOrder";
    }
}
