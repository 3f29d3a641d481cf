package io.cybsign;

import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a key file or a credential holds. It says no secret. */
public final class Inspection extends Document {
    private static final long serialVersionUID = 1L;

    private Inspection(String json) {
        super(json);
    }

    /**
     * Makes an inspection from its JSON: for tests of what a program does with one. It needs no native library.
     *
     * @param json an object with the members that {@link #json()} has
     * @return the inspection
     * @throws IllegalArgumentException for what is no JSON object
     */
    public static Inspection of(String json) {
        return new Inspection(json);
    }

    /**
     * What kind of file it is.
     *
     * @return "p12", "pem", "der", "pkcs7", or "callbacks" for a key that lives elsewhere
     */
    public String kind() {
        return container().text("kind");
    }

    /**
     * What is known of a P12's MAC, which vouches for its contents.
     *
     * @return "verified", "not_checked" or "absent"; null for what is no P12
     */
    public String mac() {
        return container().text("mac");
    }

    private Json container() {
        return members().object("container");
    }

    /**
     * Whether all could be looked at.
     *
     * @return "read", or "encrypted" if parts could not be looked at without the password
     */
    public String contents() {
        return members().text("contents");
    }

    /**
     * The certificates in the order of the file.
     *
     * @return an unmodifiable list; null if none could be looked at, see {@link #contents()}
     */
    public List<Certificate> certificates() {
        return list("certificates", Certificate::new);
    }

    /**
     * The private keys in the order of the file.
     *
     * @return an unmodifiable list; null if none could be looked at, see {@link #contents()}
     */
    public List<PrivateKey> privateKeys() {
        return list("private_keys", PrivateKey::new);
    }

    private <T> List<T> list(String name, Function<Json, T> make) {
        return members().isNull(name) ? null
                : Collections.unmodifiableList(members().objects(name).stream().map(make).collect(Collectors.toList()));
    }

    /**
     * The certificate that a credential signs with.
     *
     * @return one of {@link #certificates()}; null for a file's inspection
     */
    public Certificate selected() {
        return at("selected");
    }

    /**
     * The certificate that messages are encrypted to which a credential signs.
     *
     * @return one of {@link #certificates()}; null if none came along, and for a file's inspection
     */
    public Certificate server() {
        return at("server");
    }

    private Certificate at(String place) {
        Integer at = members().integer(place);
        return at == null ? null : certificates().get(at);
    }

    /**
     * The environment that a credential is for.
     *
     * @return "test" or "production"; null if no option says it
     */
    public String environment() {
        return members().text("environment");
    }

    /**
     * What should be known.
     *
     * @return an unmodifiable list
     */
    public List<Finding> warnings() {
        return Finding.all(members());
    }

    /** A certificate. */
    public static final class Certificate extends CertificateDocument {
        private Certificate(Json members) {
            super(members);
        }

        /**
         * What it is for.
         *
         * @return "merchant", "server", "ca" or "other"
         */
        public String role() {
            return members().text("role");
        }

        /**
         * Whose it is.
         *
         * @return the merchant id; null if it names none
         */
        public String merchantId() {
            return members().text("merchant_id");
        }

        /**
         * The key's serial number, as the Business Center shows it.
         *
         * @return digits; null if it names none
         */
        public String keySerial() {
            return members().text("key_serial");
        }

        /**
         * How it stands in time.
         *
         * @return "ok", "expired", "not_yet_valid" or "unreadable"
         */
        public String dateStatus() {
            return members().text("date_status");
        }

        /**
         * How many whole days it is still valid, rounded down.
         *
         * @return 0 on the last day, negative after it; null if a date can't be read
         */
        public Long daysLeft() {
            return members().number("days_left");
        }

        /**
         * What kind of key it is for.
         *
         * @return an algorithm such as "RSA"
         */
        public String keyAlgorithm() {
            return members().object("public_key").text("algorithm");
        }

        /**
         * How long its key is.
         *
         * @return the bits; null where that can't be said
         */
        public Integer keyBits() {
            return members().object("public_key").integer("bits");
        }

        /**
         * What it is signed with.
         *
         * @return the algorithm's name
         */
        public String signatureAlgorithm() {
            return members().text("signature_algorithm");
        }

        /**
         * The friendly name that the file gives it.
         *
         * @return the alias; null if it has none
         */
        public String friendlyName() {
            return members().text("friendly_name");
        }

        /**
         * Whether its private key came along.
         *
         * @return true if it is in the file
         */
        public boolean hasPrivateKey() {
            return members().isTrue("has_private_key");
        }
    }

    /** A private key, of which nothing secret is told. */
    public static final class PrivateKey {
        private final Json members;

        private PrivateKey(Json members) {
            this.members = members;
        }

        /**
         * What kind of key it is.
         *
         * @return an algorithm such as "RSA"; null if it could not be looked at
         */
        public String algorithm() {
            return members.text("algorithm");
        }

        /**
         * How long it is.
         *
         * @return the bits; null where that can't be said
         */
        public Integer bits() {
            return members.integer("bits");
        }

        /**
         * The friendly name that the file gives it.
         *
         * @return the alias; null if it has none
         */
        public String friendlyName() {
            return members.text("friendly_name");
        }

        /**
         * Which certificate belongs to it.
         *
         * @return its place in {@link Inspection#certificates()}, from 0; null if there is none
         */
        public Integer certificate() {
            return members.integer("certificate");
        }

        @Override
        public String toString() {
            return algorithm() + " " + bits();
        }
    }
}
