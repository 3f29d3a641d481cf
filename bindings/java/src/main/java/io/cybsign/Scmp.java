package io.cybsign;

import java.util.Map;
import java.util.Objects;

/**
 * Seals and opens SCMP messages with one credential, the other side's certificate and one set of options.
 *
 * <p>The profile is that of draft-arnold-scmp-08. The format that CyberSource's server takes is not public: this was not tried
 * with it, and is not known to work with it.
 *
 * <p>Immutable, and usable from any thread at once; closing is as for {@link Credential}. The options are described in
 * {@code docs/options.md}.
 */
public final class Scmp implements AutoCloseable {
    private final Handle handle;

    /**
     * Prepares sealing and opening.
     *
     * @param credential what to sign and decrypt with; it may be closed afterwards
     * @param certificate the other side's certificate in DER, PEM or base64; null for CyberSource_SJC_US of the credential's file
     * @param options as for {@link Credential}; null for none
     */
    public Scmp(Credential credential, byte[] certificate, Map<String, ?> options) {
        Handle key = Objects.requireNonNull(credential, "credential must not be null").handle();
        byte[] json = Options.encode(options);
        long pointer = key.call(credentialPointer -> Native.scmpNew(credentialPointer, certificate, json));
        handle = new Handle(this, pointer, Native::scmpFree);
    }

    /**
     * Seals a payload: it is signed, then encrypted to the other side.
     *
     * @param fields the fields. A line break in a value, which would become a field of its own, is refused
     * @return the message and its id
     * @throws UsageException with {@link Status#E_FIELD} for a field that can't be sent as it is
     */
    public ScmpSealed sealFields(Map<String, String> fields) {
        Fields packed = Fields.of(fields);
        return handle.call(pointer -> new ScmpSealed(new Parts(Native.scmpSealFields(pointer, packed.lengths, packed.text))));
    }

    /**
     * Seals a payload given as text: a line {@code name=value} for each field.
     *
     * <p>Since the text is already joined, it can't be seen that a value held a line break and so became two fields: where
     * values come from users, use {@link #sealFields(Map)}.
     *
     * @param text the lines in UTF-8
     * @return the message and its id
     */
    public ScmpSealed seal(byte[] text) {
        Objects.requireNonNull(text, "text must not be null");
        return handle.call(pointer -> new ScmpSealed(new Parts(Native.scmpSeal(pointer, text))));
    }

    /**
     * Makes an SCMP error, a server's answer to a request that it does not carry out: signed, and never encrypted.
     *
     * @param requestId the id of the request
     * @param number the error's number, from 0 to 999999999
     * @param text the error's text: visible ASCII and blanks
     * @return what is to be sent
     */
    public Request error(String requestId, int number, String text) {
        byte[] id = Utf8.encode(requestId, "requestId");
        byte[] words = Utf8.encode(text, "text");
        return handle.call(pointer -> new Request(new Parts(Native.scmpError(pointer, id, number, words))));
    }

    /**
     * Opens a whole MIME entity: decrypts it, and verifies its signature and its signer.
     *
     * @param requestId for a client the id of the request that the message must answer; null for a server
     * @param message the MIME entity
     * @return the fields, and what is known of the message
     * @throws CryptoException with {@link Status#E_DECRYPT} and one text for whatever is wrong with a message to this certificate
     */
    public ScmpOpened open(String requestId, byte[] message) {
        return open(requestId, null, message);
    }

    /**
     * Opens a message that came over HTTP.
     *
     * @param requestId as for {@link #open(String, byte[])}
     * @param headers the header lines; null if the body is a whole MIME entity
     * @param body the body
     * @return the fields, and what is known of the message
     */
    public ScmpOpened open(String requestId, String headers, byte[] body) {
        Objects.requireNonNull(body, "body must not be null");
        byte[] id = requestId == null ? null : Utf8.encode(requestId, "requestId");
        byte[] lines = headers == null ? null : Utf8.encode(headers, "headers");
        return handle.call(pointer -> new ScmpOpened(new Parts(Native.scmpOpen(pointer, id, lines, body))));
    }

    /**
     * Reads the payload of a reply.
     *
     * @param reply the lines in UTF-8
     * @return what it says
     * @throws EncodingException with {@link Status#E_MESSAGE} for what is no reply; the order's state is unknown then
     */
    public static ScmpReply parseReply(byte[] reply) {
        Objects.requireNonNull(reply, "reply must not be null");
        NativeLibrary.load();
        return new ScmpReply(Native.text(Native.scmpParseReply(reply, null)));
    }

    /**
     * Reads a Simple Order reply as an SCMP reply, with ics_rcode, ics_rflag and ics_rmsg.
     *
     * @param reply as for {@link SimpleOrder#parseReply(byte[], Map)}
     * @param options as there; null for none
     * @return what it says
     */
    public static ScmpReply replyFromSimpleOrder(byte[] reply, Map<String, ?> options) {
        Objects.requireNonNull(reply, "reply must not be null");
        byte[] json = Options.encode(options);
        NativeLibrary.load();
        return new ScmpReply(Native.text(Native.scmpReplyFromSimpleOrder(reply, json)));
    }

    /**
     * Converts an SCMP request into one of the Simple Order API or, for card services, of the REST API.
     *
     * @param fields the fields of the SCMP request
     * @param options {@code to} ("simple_order", the default, or "rest"), {@code limits}; null for none
     * @return the request, and the fields that do not stand in it
     */
    public static ScmpConversion convert(Map<String, String> fields, Map<String, ?> options) {
        Fields packed = Fields.of(fields);
        byte[] json = Options.encode(options);
        NativeLibrary.load();
        return new ScmpConversion(Native.text(Native.scmpConvert(packed.lengths, packed.text, json)));
    }

    /** Frees it once no call uses it any more. It may be called again. */
    @Override
    public void close() {
        handle.close();
    }

    @Override
    public String toString() {
        return handle.isClosed() ? "Scmp (closed)" : "Scmp";
    }
}
