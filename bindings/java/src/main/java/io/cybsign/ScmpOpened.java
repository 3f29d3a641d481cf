package io.cybsign;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An SCMP message that was opened: its signature is good and its signer's.
 *
 * <p>It holds payload: {@link #toString()} shows none of it.
 */
public final class ScmpOpened {
    private final Map<String, String> fields;
    private final Json info;
    private final String infoJson;

    /** Takes what {@link Native#scmpOpen} gives. */
    ScmpOpened(Parts parts) {
        Map<String, String> read = new LinkedHashMap<>();
        for (String line : parts.text("payload").split("\n")) {
            int sign = line.indexOf('=');
            if (sign > 0) {
                read.put(line.substring(0, sign), line.substring(sign + 1));
            }
        }
        fields = Collections.unmodifiableMap(read);
        infoJson = parts.text("info");
        info = Json.read(infoJson);
    }

    /**
     * The fields, in their order.
     *
     * @return an unmodifiable map; empty for an error
     */
    public Map<String, String> fields() {
        return fields;
    }

    /**
     * Whether the other side did not carry a request out, and says so.
     *
     * @return true for an SCMP error
     */
    public boolean isError() {
        return "error".equals(info.requiredText("kind"));
    }

    /**
     * The number of an SCMP error.
     *
     * @return the number; or null if it is no error
     */
    public Integer errorNumber() {
        Json error = info.object("error");
        return error == null ? null : error.integer("number");
    }

    /**
     * The text of an SCMP error, for people.
     *
     * @return the text; or null if it is no error
     */
    public String errorText() {
        Json error = info.object("error");
        return error == null ? null : error.text("text");
    }

    /**
     * The id of the request.
     *
     * @return 22 digits
     */
    public String requestId() {
        return info.requiredText("request_id");
    }

    /**
     * Seconds that the sender waits for an answer.
     *
     * @return the time to live
     */
    public int timeToLive() {
        return info.integer("time_to_live");
    }

    /**
     * Whether the signature covers id, type and time to live.
     *
     * @return false where policy "draft" took a message without that
     */
    public boolean headersAuthenticated() {
        return info.isTrue("headers_authenticated");
    }

    /**
     * What tells the message from all others: a server keeps it, and refuses a message whose key it has.
     *
     * @return the key
     */
    public String replayKey() {
        return info.requiredText("replay_key");
    }

    /**
     * What the offers come to.
     *
     * @return a decimal number; or null without offers
     */
    public String total() {
        return info.text("total");
    }

    /**
     * All that is known of the message.
     *
     * @return a JSON object; see the C header
     */
    public String infoJson() {
        return infoJson;
    }

    @Override
    public String toString() {
        return "ScmpOpened (" + fields.size() + " fields)";
    }
}
