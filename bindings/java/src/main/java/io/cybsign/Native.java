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

    /** The numbers of RSA algorithms. */
    private static final int RSASSA_PKCS1_SHA256 = 1;
    private static final int RSAES_PKCS1 = 11;
    private static final int RSAES_OAEP_SHA1 = 12;

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

    static native long credentialNotAfter(long credential);

    static native long credentialDaysLeft(long credential, long now);

    static native byte[] credentialExpiry(long credential, long now, long warnDays);

    static native byte[] inspect(byte[] data, byte[] password, long now);

    static native long simpleOrderNew(long credential, byte[] options);

    static native long simpleOrderFromConfig(byte[] path, byte[] options);

    static native void simpleOrderFree(long simpleOrder);

    static native byte[] configReport(long simpleOrder);

    static native byte[] signFields(long simpleOrder, int[] lengths, byte[] text);

    static native byte[] signNvp(long simpleOrder, byte[] nvp);

    static native byte[] signXml(long simpleOrder, byte[] xml);

    static native byte[][] signEnvelope(long simpleOrder, byte[] envelope);

    static native byte[][] request(long simpleOrder, int kind, byte[] content);

    static native byte[][] requestFields(long simpleOrder, int[] lengths, byte[] text);

    static native byte[] open(long credential, byte[] message, byte[] options);

    static native byte[] verify(byte[] message, byte[] options);

    static native byte[] parseReply(byte[] reply, byte[] options);

    static native byte[] usernameToken(byte[] username, byte[] password, byte[] options);

    static native byte[] maskText(byte[] text, byte[] options);

    static native long maskStreamNew(byte[] options);

    static native byte[] streamUpdate(long stream, byte[] data);

    static native byte[] streamFinish(long stream);

    static native void streamFree(long stream);

    /** Called by the native side: makes the exception for a status. */
    static Throwable failure(int status, byte[] message, byte[] detail, byte[] report, Throwable cause) {
        VerificationReport what = report == null ? null : new VerificationReport(false, text(report));
        return CybsignException.of(status, text(message), text(detail), what, cause);
    }

    /** Called by the native side. */
    static byte[] sign(Signer signer, int algorithm, byte[] digest) throws Exception {
        if (algorithm != RSASSA_PKCS1_SHA256) {
            throw new UnsupportedOperationException("signature algorithm " + algorithm);
        }
        return signer.sign(Signer.Algorithm.RSA_PKCS1_SHA256, digest);
    }

    /** Called by the native side. */
    static byte[] decrypt(Decrypter decrypter, int algorithm, byte[] ciphertext) throws Exception {
        switch (algorithm) {
            case RSAES_PKCS1:
                return decrypter.decrypt(Decrypter.Algorithm.RSA_PKCS1, ciphertext);
            case RSAES_OAEP_SHA1:
                return decrypter.decrypt(Decrypter.Algorithm.RSA_OAEP_SHA1, ciphertext);
            default:
                throw new UnsupportedOperationException("decryption algorithm " + algorithm);
        }
    }

    static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
