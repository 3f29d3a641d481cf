package io.cybsign;

import java.util.Map;

/**
 * What an SCMP reply says of the request as a whole. {@link #json()} has the results of each service, too.
 *
 * <p>What it does not hold is null. It holds payload: {@link #toString()} shows none of it.
 */
public final class ScmpReply extends Document {
    private static final long serialVersionUID = 1L;

    ScmpReply(String json) {
        super(json);
    }

    /**
     * The result.
     *
     * @return 1 for success, 0 for declined, -1 for an error; or null
     */
    public Integer rcode() {
        return members().integer("rcode");
    }

    /**
     * The flag.
     *
     * @return a word such as "SOK"; or null
     */
    public String rflag() {
        return members().text("rflag");
    }

    /**
     * What the Simple Order API calls the result.
     *
     * @return "ACCEPT", "REJECT" or "ERROR"; or null
     */
    public String decision() {
        return members().text("decision");
    }

    /**
     * Whether the very same request may be sent again.
     *
     * @return null where nothing is known about it
     */
    public Boolean mayResend() {
        return members().bool("may_resend");
    }

    /**
     * Whether it is known what became of the order.
     *
     * @return false if it may have been carried out or not: look it up before you send it again
     */
    public boolean stateIsKnown() {
        return "known".equals(members().text("state"));
    }

    /**
     * Every field in the reply's order.
     *
     * @return an unmodifiable map
     */
    public Map<String, String> fields() {
        return members().textMap("fields");
    }

    @Override
    public String toString() {
        return "ScmpReply";
    }
}
