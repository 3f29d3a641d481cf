package io.cybsign;

import java.nio.charset.StandardCharsets;

/**
 * The native methods, and what the native side calls. Text crosses as UTF-8 in byte arrays.
 *
 * <p>Every method but {@link #version()} needs {@link NativeLibrary#load()} to have succeeded.
 */
final class Native {
    /** Stands for the present time where a time is asked for. */
    static final long NOW = Long.MIN_VALUE;

    /** Kinds of content for {@link #request}. */
    static final int CONTENT_NVP = 1;
    static final int CONTENT_XML = 2;
    static final int CONTENT_ENVELOPE = 3;

    private Native() {
    }

    static native byte[] version();

    static native long credentialFromP12(byte[] p12, byte[] password, byte[] keyPassword, byte[] options);

    static native long credentialFromP12File(byte[] path, byte[] password, byte[] keyPassword, byte[] options);

    static native long credentialFromPem(byte[] key, byte[] certificate, byte[] password, byte[] options);

    static native long credentialFromDer(byte[] key, byte[] certificate, byte[] password, byte[] options);

    static native long credentialFromCallbacks(byte[] certificate, Signer signer, Decrypter decrypter, byte[] options);

    static native void credentialFree(long credential);

    static native byte[] credentialInspect(long credential, long now);

    static native byte[] credentialMerchantId(long credential);

    static native byte[] credentialKeySerial(long credential);

    static native byte[] credentialEnvironment(long credential);

    static native long credentialNotBefore(long credential);

    static native long credentialNotAfter(long credential);

    static native long credentialDaysLeft(long credential, long now);

    static native byte[] credentialExpiry(long credential, long now, long warnDays);

    static native byte[] inspect(byte[] data, byte[] password, long now);

    static native long simpleOrderNew(long credential, byte[] options);

    static native long simpleOrderFromConfig(byte[] path, byte[] options);

    static native long simpleOrderFromConfigText(byte[] text, byte[] options);

    static native void simpleOrderFree(long simpleOrder);

    static native byte[] simpleOrderExpiry(long simpleOrder, long now, long warnDays);

    static native byte[] configReport(long simpleOrder);

    static native byte[] signFields(long simpleOrder, int[] lengths, byte[] text);

    static native byte[] signNvp(long simpleOrder, byte[] nvp);

    static native byte[] signXml(long simpleOrder, byte[] xml);

    static native byte[][] signEnvelope(long simpleOrder, byte[] envelope);

    static native byte[][] request(long simpleOrder, int kind, byte[] content);

    static native byte[][] requestFields(long simpleOrder, int[] lengths, byte[] text);

    static native byte[][] signScmp(long simpleOrder, int[] lengths, byte[] text);

    static native byte[] open(long credential, byte[] message, byte[] options);

    static native byte[] verify(byte[] message, byte[] options);

    static native byte[] parseReply(byte[] reply, byte[] options);

    static native byte[] usernameToken(byte[] username, byte[] password, byte[] options);

    static native long scmpNew(long credential, byte[] certificate, byte[] options);

    static native void scmpFree(long scmp);

    static native byte[][] scmpSealFields(long scmp, int[] lengths, byte[] text);

    static native byte[][] scmpSeal(long scmp, byte[] text);

    static native byte[][] scmpError(long scmp, byte[] requestId, int number, byte[] text);

    static native byte[][] scmpOpen(long scmp, byte[] requestId, byte[] headers, byte[] body);

    static native byte[] scmpParseReply(byte[] reply, byte[] options);

    static native byte[] scmpReplyFromSimpleOrder(byte[] reply, byte[] options);

    static native byte[] scmpConvert(int[] lengths, byte[] text, byte[] options);

    static native byte[] maskText(byte[] text, byte[] options);

    static native long maskStreamNew(byte[] options);

    static native byte[] streamUpdate(long stream, byte[] data);

    static native byte[] streamFinish(long stream);

    static native void streamFree(long stream);

    /** Called by the native side: makes the exception for a status. */
    static Throwable failure(int status, byte[] message, byte[] detail, byte[] report, Throwable cause) {
        VerificationReport what = report == null ? null : VerificationReport.of(text(report));
        return CybsignException.of(status, text(message), text(detail), what, cause);
    }

    /** Called by the native side. */
    static byte[] sign(Signer signer, int algorithm, byte[] digest) throws Exception {
        return signer.sign(RsaAlgorithm.of(algorithm), digest);
    }

    /** Called by the native side. */
    static byte[] decrypt(Decrypter decrypter, int algorithm, byte[] ciphertext) throws Exception {
        return decrypter.decrypt(RsaAlgorithm.of(algorithm), ciphertext);
    }

    /** A text that came as UTF-8; null for null. */
    static String text(byte[] utf8) {
        return utf8 == null ? null : new String(utf8, StandardCharsets.UTF_8);
    }
}
