/**
 * CyberSource messages signed with CyberSource security keys.
 *
 * <p>Load a {@link io.cybsign.Credential}, make a {@link io.cybsign.SimpleOrder} from it, and sign with that from as many
 * threads as you like. Every failure of the library is a {@link io.cybsign.CybsignException}.
 *
 * <p>Other exceptions are Java's own and tell of a mistake in the calling program: {@link java.lang.NullPointerException} names the
 * argument that must not be null, {@link java.lang.IllegalArgumentException} says what can't be an option, a field, a path or a
 * document, and {@link java.lang.IllegalStateException} that what is called has been closed.
 */
package io.cybsign;
