package io.cybsign;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * Signs and encrypts Simple Order messages with one credential and one set of options, and verifies and opens them.
 *
 * <p>Immutable, and usable from any thread at once; closing is as for {@link Credential}.
 *
 * <p>Options: {@code profile} ("cpp", the default, or "java"), {@code api_version}, {@code namespace}, {@code client},
 * {@code allow_expired}, {@code limits}; {@code encrypt}, {@code key_transport}, {@code server_certificate},
 * {@code allow_expired_recipient}; {@code environment} and {@code endpoint} for requests; {@code allow_other_username} for
 * envelopes. The project's docs/options.md says what each means.
 */
public final class SimpleOrder implements AutoCloseable {
    private final Handle handle;

    /**
     * Prepares signing with the default options.
     *
     * @param credential what to sign with; it may be closed afterwards
     */
    public SimpleOrder(Credential credential) {
        this(credential, (Map<String, ?>) null);
    }

    /**
     * Prepares signing: everything that is the same for each message is computed here.
     *
     * @param credential what to sign with; it may be closed afterwards
     * @param options as for {@link Credential}; null for none
     */
    public SimpleOrder(Credential credential, Map<String, ?> options) {
        this(credential, Options.encode(options));
    }

    /**
     * Prepares signing with options that are JSON already.
     *
     * @param credential what to sign with; it may be closed afterwards
     * @param optionsJson a JSON object
     * @return what signs
     */
    public static SimpleOrder fromJson(Credential credential, String optionsJson) {
        return new SimpleOrder(credential, Utf8.encode(optionsJson, "optionsJson"));
    }

    private SimpleOrder(long pointer) {
        handle = new Handle(this, pointer, Native::simpleOrderFree);
    }

    /**
     * Prepares signing from a configuration file, with what the file says alone.
     *
     * @param file the configuration file
     * @return as {@link #fromConfig(Path, Map)}
     */
    public static SimpleOrder fromConfig(Path file) {
        return fromConfig(file, null);
    }

    /**
     * Prepares signing from a configuration file of CyberSource's C/C++ SDK (cybs.ini) or Java SDK (cybs.properties). The P12
     * that the file names is loaded, and no other file.
     *
     * @param file the configuration file
     * @param options {@code format} ("ini" or "properties"; by the file's name otherwise), {@code merchant_id},
     *        {@code password_is_merchant_id}, {@code credential} (a map: the options of {@link Credential#fromP12File} for that
     *        P12), and those of this class; these and those come before what the file says; null for none
     * @return what signs; {@link #configReport()} tells what differs from what the SDK would have done
     */
    public static SimpleOrder fromConfig(Path file, Map<String, ?> options) {
        byte[] path = Credential.pathBytes(Objects.requireNonNull(file, "file must not be null"));
        byte[] json = Options.encode(options);
        NativeLibrary.load();
        return new SimpleOrder(Native.simpleOrderFromConfig(path, json));
    }

    /**
     * Prepares signing from a configuration that is in memory, such as one that a vault keeps.
     *
     * @param text what would stand in the file, in its own bytes
     * @param options as for {@link #fromConfig(Path, Map)}; {@code format} must be among them
     * @return what signs
     */
    public static SimpleOrder fromConfigText(byte[] text, Map<String, ?> options) {
        Objects.requireNonNull(text, "text must not be null");
        byte[] json = Options.encode(options);
        NativeLibrary.load();
        return new SimpleOrder(Native.simpleOrderFromConfigText(text, json));
    }

    private SimpleOrder(Credential credential, byte[] options) {
        Handle key = Objects.requireNonNull(credential, "credential must not be null").handle();
        long pointer = key.call(credentialPointer -> Native.simpleOrderNew(credentialPointer, options));
        handle = new Handle(this, pointer, Native::simpleOrderFree, key.kept());
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
        return handle.call(pointer -> Native.signFields(pointer, packed.lengths, packed.text));
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
        return signNvp(Utf8.encode(nvp, "nvp"));
    }

    /**
     * Signs an NVP request given as text; see {@link #signNvp(String)}.
     *
     * @param nvp the lines in UTF-8
     * @return the SOAP envelope in UTF-8, ready to be sent
     */
    public byte[] signNvp(byte[] nvp) {
        Objects.requireNonNull(nvp, "nvp must not be null");
        return handle.call(pointer -> Native.signNvp(pointer, nvp));
    }

    /**
     * Signs an XML request given as text; see {@link #signXml(byte[])}.
     *
     * @param xml the document; an encoding that it declares must be UTF-8, in which it is sent
     * @return the SOAP envelope in UTF-8, ready to be sent
     */
    public byte[] signXml(String xml) {
        return signXml(Utf8.encode(xml, "xml"));
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
        return handle.call(pointer -> Native.signXml(pointer, xml));
    }

    /**
     * Signs a whole SOAP 1.1 envelope in place, as an old SOAP toolkit made it: the way out of SOAP-toolkit passwords.
     *
     * @param envelope the message, with or without a wsse:UsernameToken, which is taken out; everything else stays as it came,
     *        but for an Id on the Body
     * @return the signed envelope, and whose Username was removed
     * @throws CredentialException with {@link Status#E_MERCHANT} for the certificate of another than the meta key's owner
     */
    public SignedEnvelope signEnvelope(byte[] envelope) {
        Objects.requireNonNull(envelope, "envelope must not be null");
        return handle.call(pointer -> new SignedEnvelope(new Parts(Native.signEnvelope(pointer, envelope))));
    }

    /**
     * Signs an SCMP request as a Simple Order message.
     *
     * @param fields the fields of the SCMP request
     * @return the SOAP envelope, and the fields that do not stand in it
     * @throws CryptoException with {@link Status#E_UNSUPPORTED} for a service that can't be converted
     */
    public SignedScmp signScmp(Map<String, String> fields) {
        Fields packed = Fields.of(fields);
        return handle.call(pointer -> new SignedScmp(new Parts(Native.signScmp(pointer, packed.lengths, packed.text))));
    }

    /**
     * Signs an NVP request and says where and how to send it: the options {@code environment} and {@code endpoint} name the
     * server.
     *
     * @param fields as for {@link #signFields(Map)}
     * @return the URL, the headers and the message
     * @throws UsageException with {@link Status#E_OPTION} if neither an environment nor a URL was given
     */
    public Request request(Map<String, String> fields) {
        Fields packed = Fields.of(fields);
        return handle.call(pointer -> new Request(new Parts(Native.requestFields(pointer, packed.lengths, packed.text))));
    }

    /**
     * As {@link #request(Map)}, for an NVP request given as text.
     *
     * @param nvp as for {@link #signNvp(String)}
     * @return the URL, the headers and the message
     */
    public Request requestNvp(String nvp) {
        return requestNvp(Utf8.encode(nvp, "nvp"));
    }

    /**
     * As {@link #request(Map)}, for an NVP request given as text.
     *
     * @param nvp as for {@link #signNvp(byte[])}
     * @return the URL, the headers and the message
     */
    public Request requestNvp(byte[] nvp) {
        return request(Native.CONTENT_NVP, Objects.requireNonNull(nvp, "nvp must not be null"));
    }

    /**
     * As {@link #request(Map)}, for an XML request given as text.
     *
     * @param xml as for {@link #signXml(String)}
     * @return the URL, the headers and the message
     */
    public Request requestXml(String xml) {
        return requestXml(Utf8.encode(xml, "xml"));
    }

    /**
     * As {@link #request(Map)}, for an XML request.
     *
     * @param xml as for {@link #signXml(byte[])}
     * @return the URL, the headers and the message
     */
    public Request requestXml(byte[] xml) {
        return request(Native.CONTENT_XML, Objects.requireNonNull(xml, "xml must not be null"));
    }

    /**
     * As {@link #request(Map)}, for a whole SOAP envelope. What was taken out of it {@link #signEnvelope(byte[])} alone reports.
     *
     * @param envelope as for {@link #signEnvelope(byte[])}
     * @return the URL, the headers and the message
     */
    public Request requestEnvelope(byte[] envelope) {
        return request(Native.CONTENT_ENVELOPE, Objects.requireNonNull(envelope, "envelope must not be null"));
    }

    private Request request(int kind, byte[] content) {
        return handle.call(pointer -> new Request(new Parts(Native.request(pointer, kind, content))));
    }

    /**
     * What {@link #fromConfig(Path, Map)} did with the file.
     *
     * @return the report; null if there was no configuration file
     */
    public ConfigReport configReport() {
        byte[] report = handle.call(Native::configReport);
        return report == null ? null : ConfigReport.of(Native.text(report));
    }

    /**
     * Says whether one of the certificates that are needed, the signer's and with the option {@code encrypt} the recipient's, has
     * expired or soon will. Either lets each request fail.
     *
     * @param warnDays how many days ahead to warn; from 0
     * @return the state and the days left of the one that fails first, and which it is
     */
    public Expiry expiry(int warnDays) {
        return expiry(warnDays, null);
    }

    /**
     * As {@link #expiry(int)}, at a time.
     *
     * @param warnDays how many days ahead to warn; from 0
     * @param now the time to judge at; null for the present
     * @return as {@link #expiry(int)}
     */
    public Expiry expiry(int warnDays, Instant now) {
        return handle.call(pointer -> Expiry.of(Native.text(Native.simpleOrderExpiry(pointer, Credential.seconds(now), warnDays))));
    }

    /**
     * Verifies a signed Simple Order message: for tests, simulators of a gateway, and diagnosis.
     *
     * @param message the SOAP envelope
     * @param options {@code expected_certificate} (an X509Certificate, PEM or base64) or {@code expected_sha256} or {@code any_certificate},
     *        {@code allow_sha1}, {@code allow_expired}, {@code limits}
     * @return the report of a verification in which every check passed
     * @throws VerificationException if a check failed, or nothing says who the signer should be
     */
    public static VerificationReport verify(byte[] message, Map<String, ?> options) {
        Objects.requireNonNull(message, "message must not be null");
        byte[] json = Options.encode(options);
        NativeLibrary.load();
        return VerificationReport.of(Native.text(Native.verify(message, json)));
    }

    /**
     * Checks a signed Simple Order message of which nobody says who should have signed it. That is never a success; the report
     * tells what else was found.
     *
     * @param message the SOAP envelope
     * @return never, since a verification needs to be told the signer
     * @throws VerificationException with {@link Status#E_VERIFY_UNTRUSTED} and the report if everything else is right
     */
    public static VerificationReport verify(byte[] message) {
        return verify(message, null);
    }

    /**
     * Opens an encrypted Simple Order message: for tests and simulators of a gateway, which hold the recipient's key.
     *
     * @param credential the key that the message is encrypted to, with its certificate
     * @param message the SOAP envelope
     * @param options as for {@link #verify(byte[], Map)}, with which the decrypted message is verified
     * @return the envelope with the Body's content in clear, only if decryption and verification both succeeded
     * @throws CryptoException with {@link Status#E_DECRYPT} and one text for whatever is wrong once the recipient was matched, bad
     *         signatures too
     * @throws CredentialException with {@link Status#E_NO_RECIPIENT} if it is encrypted to another certificate
     * @throws VerificationException if it is not encrypted, or in another way, or nothing says who the signer should be
     */
    public static byte[] open(Credential credential, byte[] message, Map<String, ?> options) {
        Objects.requireNonNull(message, "message must not be null");
        Handle key = Objects.requireNonNull(credential, "credential must not be null").handle();
        byte[] json = Options.encode(options);
        return key.call(pointer -> Native.open(pointer, message, json));
    }

    /**
     * Reads a reply without its HTTP status, which would say more where it is no reply of CyberSource's.
     *
     * @param reply as for {@link #parseReply(byte[], Map)}
     * @return what it says
     */
    public static Reply parseReply(byte[] reply) {
        return parseReply(reply, null);
    }

    /**
     * Reads a reply: NVP, XML, or a SOAP fault.
     *
     * @param reply the body of the HTTP response, whatever its status was; or the replyMessage, the nvpReply or the NVP text from it
     * @param options {@code http_status} (the response's: it says what became of the order where no reply does), {@code limits};
     *     null for none
     * @return what it says
     * @throws EncodingException for what is no reply, with {@link Status#E_MESSAGE} or, where it can't be read, another status; its
     *         {@link CybsignException#detail(String) details} {@code state} ("known" or "unknown"), {@code critical} and
     *         {@code may_resend} say what became of the order
     */
    public static Reply parseReply(byte[] reply, Map<String, ?> options) {
        Objects.requireNonNull(reply, "reply must not be null");
        byte[] json = Options.encode(options);
        NativeLibrary.load();
        return Reply.of(Native.text(Native.parseReply(reply, json)));
    }

    /**
     * Makes the wsse:Security header of the old SOAP toolkits, a UsernameToken with a password in clear: for mock servers and
     * old captures. CyberSource has retired these passwords.
     *
     * @param username the merchant id or, with a meta key, the portfolio's or account's
     * @param password the transaction key; the copies that are made of it are wiped
     * @param options {@code allow_retired} must be true
     * @return the element in UTF-8, to be wiped after use
     * @throws UsageException with {@link Status#E_RETIRED} without the option; its message gives the dates
     */
    public static byte[] usernameToken(String username, char[] password, Map<String, ?> options) {
        byte[] name = Utf8.encode(username, "username");
        Objects.requireNonNull(password, "password must not be null");
        byte[] json = Options.encode(options);
        NativeLibrary.load();
        byte[] utf8 = Utf8.encode(password);
        try {
            return Native.usernameToken(name, utf8, json);
        } finally {
            Utf8.wipe(utf8);
        }
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
