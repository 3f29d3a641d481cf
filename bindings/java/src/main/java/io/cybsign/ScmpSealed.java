package io.cybsign;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An SCMP message that is ready to be sent. */
public final class ScmpSealed {
    private final Request request;
    private final String requestId;

    /** Takes what {@link Native#scmpSeal} gives. */
    ScmpSealed(Parts parts) {
        request = new Request(parts);
        requestId = parts.text("request_id");
    }

    /**
     * Where and how to send it. The URL is that of the option {@code url}, and empty without it.
     *
     * @return the request
     */
    public Request request() {
        return request;
    }

    /**
     * Its id, which {@link Scmp#open(String, byte[])} needs for the reply.
     *
     * @return 22 digits
     */
    public String requestId() {
        return requestId;
    }

    /**
     * The message as a whole MIME entity.
     *
     * @return a new array
     */
    public byte[] mime() {
        StringBuilder header = new StringBuilder();
        for (Map.Entry<String, String> field : request.headers().entrySet()) {
            header.append(field.getKey()).append(": ").append(field.getValue()).append("\r\n");
        }
        byte[] lines = header.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        byte[] body = request.body();
        ByteArrayOutputStream whole = new ByteArrayOutputStream(lines.length + body.length);
        whole.write(lines, 0, lines.length);
        whole.write(body, 0, body.length);
        return whole.toByteArray();
    }

    @Override
    public String toString() {
        return "ScmpSealed (" + requestId + ")";
    }
}
