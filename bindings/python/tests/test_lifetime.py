"""close(), threads, forks, garbage and the end of the process."""

import copy
import gc
import os
import pickle
import threading
import weakref

import cybsign
import pytest
from cybsign import _callbacks

from conftest import KEYS, PASSWORD, REQUEST


def new_order(**options):
    return cybsign.SimpleOrder(cybsign.Credential.from_p12_file(KEYS / "leaf_gen2.p12", PASSWORD), **options)


def test_closed_objects_say_so(credential, order):
    for one, calls in (
        (order, [lambda: order.sign_nvp(REQUEST), lambda: order.sign_nvp("a=1"), lambda: order.sign_xml("<a/>"), order.__enter__]),
        (
            credential,
            [
                credential.inspect,
                credential.days_left,
                credential.expiry,
                credential.__enter__,
                lambda: credential.not_after,
                lambda: cybsign.SimpleOrder(credential),
            ],
        ),
    ):
        assert not one.closed
        one.close()
        one.close()
        assert one.closed and repr(one) == "<cybsign.{} (closed)>".format(type(one).__name__)
        for call in calls:
            with pytest.raises(cybsign.UsageError, match="closed") as caught:
                call()
            assert caught.value.status == cybsign.status.E_ARGUMENT
            assert isinstance(caught.value, ValueError)


def test_with_closes():
    with new_order() as order:
        assert order.sign_nvp(REQUEST)
    assert order.closed


def test_a_credential_may_go_before_its_children():
    credential = cybsign.Credential.from_p12_file(KEYS / "leaf_gen2.p12", PASSWORD)
    order = cybsign.SimpleOrder(credential)
    credential.close()
    assert order.sign_nvp(REQUEST)


def test_copies_are_refused(credential, order):
    for one in (credential, order, cybsign.MaskStream()):
        for make in (copy.copy, copy.deepcopy, pickle.dumps):
            with pytest.raises(TypeError):
                make(one)


def test_close_while_a_call_is_under_way(certificate_pem):
    """close() returns at once, the handle outlives the call, later calls raise, and the last call frees."""
    started, go_on = threading.Event(), threading.Event()

    def sign(algorithm, digest):
        started.set()
        assert go_on.wait(30)
        raise LookupError

    before = len(_callbacks._functions)
    order = cybsign.SimpleOrder(cybsign.Credential.from_callbacks(certificate_pem, sign))
    outcome = []

    def run():
        try:
            order.sign_nvp(REQUEST)
        except Exception as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    assert started.wait(30)
    order.close()
    gc.collect()
    with pytest.raises(cybsign.UsageError):
        order.sign_nvp(REQUEST)
    assert thread.is_alive() and len(_callbacks._functions) == before + 1
    go_on.set()
    thread.join()
    # The exception is still there, with its traceback, and yet holds nothing.
    assert isinstance(outcome[0].__cause__, LookupError)
    assert len(_callbacks._functions) == before


@pytest.mark.parametrize("options", [{}, {"profile": "java"}], ids=str)
def test_eight_threads_sign_while_one_closes(options):
    for round_ in range(15):
        order = new_order(**options)
        first = order.sign_nvp(REQUEST)
        wrong, signed, ended = [], [], []
        many = threading.Event()

        def run():
            while True:
                try:
                    message = order.sign_nvp(REQUEST)
                except cybsign.UsageError:
                    ended.append(True)
                    return
                except BaseException as error:
                    wrong.append(error)
                    return
                signed.append(1)
                if not options and message != first:
                    wrong.append(message)
                if len(signed) > 3 * round_:
                    many.set()

        threads = [threading.Thread(target=run) for _ in range(8)]
        [thread.start() for thread in threads]
        assert many.wait(60)
        order.close()
        [thread.join(60) for thread in threads]
        assert not wrong and len(ended) == 8


def test_threads_share_one_order():
    order = new_order()
    expected, results = order.sign_nvp(REQUEST), []
    threads = [threading.Thread(target=lambda: results.extend(order.sign_nvp(REQUEST) for _ in range(100))) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert results == [expected] * 800


def test_garbage_is_freed_without_close(certificate_pem):
    """The library lets go of the function when the last handle is freed, so that a leak shows."""

    def sign(algorithm, digest):
        raise LookupError

    alive = weakref.ref(sign)
    order = cybsign.SimpleOrder(cybsign.Credential.from_callbacks(certificate_pem, sign))
    cycle = [order]
    cycle.append(cycle)
    del sign, order
    gc.collect()
    assert alive() is not None
    del cycle
    gc.collect()
    assert alive() is None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_forked_children_sign():
    order = new_order()
    expected = order.sign_nvp(REQUEST)
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            fine = False
            try:
                fine = order.sign_nvp(REQUEST) == expected and new_order().sign_nvp(REQUEST) == expected
                order.close()
            finally:
                os._exit(0 if fine else 1)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
    assert order.sign_nvp(REQUEST) == expected


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_fork_while_others_sign():
    order = new_order()
    expected, stop = order.sign_nvp(REQUEST), threading.Event()

    def run():
        while not stop.is_set():
            order.sign_nvp(REQUEST)

    threads = [threading.Thread(target=run) for _ in range(4)]
    [thread.start() for thread in threads]
    try:
        for _ in range(20):
            child = os.fork()
            if child == 0:
                fine = False
                try:
                    fine = order.sign_nvp(REQUEST) == expected
                    order.close()
                finally:
                    os._exit(0 if fine else 1)
            assert os.waitpid(child, 0)[1] == 0
    finally:
        stop.set()
        [thread.join() for thread in threads]


def test_the_end_of_the_process_while_daemons_sign(python):
    program = """
import sys, threading, time, cybsign
order = cybsign.SimpleOrder(cybsign.Credential.from_p12_file(sys.argv[1], "Chang3it"))
def run():
    while True:
        order.sign_nvp({"a": "1"})
for _ in range(4):
    threading.Thread(target=run, daemon=True).start()
time.sleep(0.1)
print("done")
"""
    for _ in range(5):
        assert python(program, KEYS / "leaf_gen2.p12") == "done\n"


def test_nothing_is_freed_at_exit_under_a_call(python, certificate_pem):
    """A handler that was registered earlier runs later: it sees what the exit of the package has done."""
    program = """
import atexit, sys, threading, time
atexit.register(lambda: print(len(_callbacks._functions)))
import cybsign
from cybsign import _callbacks
started = threading.Event()
def sign(algorithm, digest):
    started.set()
    time.sleep(60)
order = cybsign.SimpleOrder(cybsign.Credential.from_callbacks(open(sys.argv[1], "rb").read(), sign))
threading.Thread(target=order.sign_nvp, args=("a=1",), daemon=True).start()
assert started.wait(30)
"""
    assert python(program, KEYS / "cert_leaf.pem") == "1\n"


def resident_kib():
    if not os.path.exists("/proc/self/statm"):
        pytest.skip("no /proc here")
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def test_errors_are_freed():
    credential = cybsign.Credential.from_p12_file(KEYS / "leaf_gen2.p12", PASSWORD)

    def work(times):
        for _ in range(times):
            try:
                credential.expiry(warn_days=-1)
            except cybsign.UsageError:
                pass
        return resident_kib()

    before = work(1000)
    assert work(100000) - before < 5000  # What leaks 100 bytes each time would take 10,000.


def test_memory_does_not_grow():
    order, credential = new_order(), cybsign.Credential.from_p12_file(KEYS / "leaf_gen2.p12", PASSWORD)

    def work(times):
        for _ in range(times):
            message = order.sign_nvp({"a": "x" * 100000})
            cybsign.SimpleOrder(credential).close()
            for call in (lambda: order.sign_nvp({"a": "\n"}), lambda: cybsign.SimpleOrder.verify(message)):
                with pytest.raises(cybsign.Error):
                    call()
        return resident_kib()

    before = work(50)
    assert work(500) - before < 20000  # What leaks 100 kB each time would take 50,000.


def test_memory_does_not_grow_with_several_outputs(certificate_pem):
    recipient = cybsign.Credential.from_pem((KEYS / "key_sjc.pem").read_bytes(), (KEYS / "cert_sjc.pem").read_bytes())
    clear, sealed = new_order(environment="test"), new_order(environment="test", encrypt=True)
    text, secret = "a=" + "x" * 100000, sealed.sign_nvp({"a": "x" * 100000})
    envelope = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><requestMessage '
        'xmlns="urn:schemas-cybersource-com:transaction-data-1.224"><a>{}</a></requestMessage></s:Body></s:Envelope>'
    ).format("x" * 100000)

    def work(times):
        for _ in range(times):
            clear.request({"a": "x" * 100000})
            clear.request(text, "nvp")
            clear.sign_envelope(envelope)
            cybsign.SimpleOrder.open(recipient, secret, expected_certificate=certificate_pem)
            cybsign.SimpleOrder.parse_reply(text)
            cybsign.mask(text)
            with cybsign.MaskStream() as stream:
                stream.update(text.encode())
        return resident_kib()

    before = work(30)
    assert work(250) - before < 10000  # What leaks 100 kB each time would take 25,000.


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_stream_goes_on_in_a_forked_child():
    stream = cybsign.MaskStream()
    stream.update(b"a=4111111111")
    child = os.fork()
    if child == 0:
        fine = False
        try:
            fine = b"4111111111" not in stream.update(b"111111\n") + stream.finish()
            stream.close()
        finally:
            os._exit(0 if fine else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert b"4111111111" not in stream.update(b"111111\n") + stream.finish()
