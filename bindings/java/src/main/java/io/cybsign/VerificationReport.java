package io.cybsign;

import java.io.Serializable;

/** What a verification checked. */
public final class VerificationReport implements Serializable {
    private static final long serialVersionUID = 1L;

    private final boolean ok;
    private final String json;

    VerificationReport(boolean ok, String json) {
        this.ok = ok;
        this.json = json;
    }

    /**
     * Whether the verification succeeded.
     *
     * @return true only if every check passed and the signer is the expected one, or any signer was allowed
     */
    public boolean isOk() {
        return ok;
    }

    /**
     * The report: a JSON object {@code {"ok", "checks": [{"name", "ok", "detail"}], "signer"}}.
     *
     * @return the text
     */
    public String json() {
        return json;
    }

    @Override
    public String toString() {
        return json;
    }
}
