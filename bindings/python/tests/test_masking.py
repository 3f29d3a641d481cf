"""mask() and MaskStream: what is hidden, in what type, and wherever a text is split."""

import gc
import threading

import cybsign
import pytest

PAN = "4111111111111111"
NVP = "merchantReferenceCode=ref-1\ncard_accountNumber=4111111111111111\ndecision=ACCEPT\nfree=4111 1111 1111 1111\n"
XML = "<a:card xmlns:a='urn:x'><a:accountNumber>4111111111111111</a:accountNumber></a:card><x>J\u00e9r\u00f4me \U0001f600</x>"
JSON = '{"card": {"number": "4111111111111111"}, "decision": "ACCEPT", "name": "J\u00e9r\u00f4me"}'
TEXTS = [NVP, XML, JSON, "paid with 4111-1111-1111-1111 today"]


@pytest.mark.parametrize("text", TEXTS, ids=["nvp", "xml", "json", "text"])
def test_what_comes_out_is_of_the_type_that_went_in(text):
    masked = cybsign.mask(text, rule="strict")
    assert type(masked) is str and PAN not in masked
    for data in (text.encode(), bytearray(text.encode()), memoryview(text.encode())):
        found = cybsign.mask(data, rule="strict")
        assert type(found) is bytes and found.decode("utf-8", "replace") == masked


def test_what_may_be_logged_stays():
    assert cybsign.mask(NVP).startswith("merchantReferenceCode=ref-1\ncard_accountNumber=4111xxxxxxxx1111\ndecision=ACCEPT\n")
    assert cybsign.mask(NVP, format=None, rule=None) == cybsign.mask(NVP)
    assert cybsign.mask("") == "" and cybsign.mask(b"") == b""


@pytest.mark.parametrize("text", ["\ud800 4111111111111111", "\x00\xff", "{[<", "a=" + "\U0001f600" * 20])
def test_no_content_is_an_error(text):
    assert PAN not in cybsign.mask(text)
    cybsign.mask(text).encode("utf-8")


@pytest.mark.parametrize("text", TEXTS, ids=["nvp", "xml", "json", "text"])
def test_a_stream_masks_alike_wherever_it_is_split(text):
    for whole in (text, text.encode()):
        for split in range(len(whole) + 1):
            with cybsign.MaskStream(rule="strict") as stream:
                pieces = [stream.update(whole[:split]), stream.update(whole[split:]), stream.finish()]
            assert {type(piece) for piece in pieces} == {type(whole)}
            assert whole[:0].join(pieces) == cybsign.mask(whole, rule="strict")


def test_the_pieces_are_of_one_type():
    stream = cybsign.MaskStream()
    stream.update("a=1\n")
    for piece in (b"b=2\n", bytearray(b"b=2\n")):
        with pytest.raises(TypeError, match="all str or all bytes"):
            stream.update(piece)
    assert type(stream.finish()) is str
    stream = cybsign.MaskStream()
    stream.update(bytearray(b"a=1\n"))
    assert type(stream.update(memoryview(b"b=2\n"))) is bytes
    with pytest.raises(TypeError, match="all str or all bytes"):
        stream.update("b=2\n")
    assert type(stream.finish()) is bytes and type(cybsign.MaskStream().finish()) is bytes


def test_a_stream_is_finished_once_and_closed():
    with cybsign.MaskStream() as stream:
        stream.update(b"a=1\n")
        stream.finish()
        for call in (stream.finish, lambda: stream.update(b"b=2\n")):
            with pytest.raises(cybsign.UsageError) as caught:
                call()
            assert caught.value.status == cybsign.status.E_ARGUMENT and "closed" not in str(caught.value)
    assert stream.closed and repr(stream) == "<cybsign.MaskStream (closed)>"
    for call in (stream.finish, lambda: stream.update(b""), stream.__enter__):
        with pytest.raises(cybsign.UsageError, match="closed"):
            call()


@pytest.mark.parametrize("call", [cybsign.mask, cybsign.MaskStream])
@pytest.mark.parametrize("options", [{"rule": "lax"}, {"rules": "sdk"}], ids=str)
def test_wrong_options(call, options):
    arguments = ("x",) if call is cybsign.mask else ()
    with pytest.raises(cybsign.UsageError) as caught:
        call(*arguments, **options)
    assert caught.value.status == cybsign.status.E_OPTION


@pytest.mark.parametrize("value", [None, 5, ["x"]])
def test_wrong_types(value):
    with pytest.raises(TypeError):
        cybsign.mask(value)
    with cybsign.MaskStream() as stream:
        with pytest.raises(TypeError):
            stream.update(value)


def test_another_thread_is_refused_but_never_kept_waiting():
    """While a call is under way; and close() then lets that call end well."""
    stream, piece = cybsign.MaskStream(format="text"), b"4111 1111 1111 1111; " * 400000
    outcome, refused = [], 0
    thread = threading.Thread(target=lambda: outcome.append(stream.update(piece)))
    thread.start()
    while thread.is_alive():
        try:
            stream.update(b"")
        except cybsign.UsageError as error:
            assert "another thread" in str(error)
            refused += 1
            stream.close()
            break
    thread.join()
    assert refused == 1 and len(outcome[0]) > len(piece) - 1000 and b"1111 1111" not in outcome[0]


def test_many_threads_on_one_stream_do_no_harm():
    stream, masked, wrong = cybsign.MaskStream(format="text"), [], []

    def run():
        for _ in range(2000):
            try:
                masked.append(stream.update(b"4111 1111 1111 1111; "))
            except cybsign.UsageError:
                pass
            except BaseException as error:
                wrong.append(error)

    threads = [threading.Thread(target=run) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    text = b"".join(masked) + stream.finish()
    assert not wrong and b"1111 1111" not in text and len(text) == 21 * len(masked)


def test_streams_are_freed_without_close():
    freed = []
    stream = cybsign.MaskStream()
    __import__("weakref").finalize(stream._handle, freed.append, 1)
    del stream
    gc.collect()
    assert freed == [1]
