//! The native method that reads replies: each part of a reply as text, so that the Java side needs no JSON.

use std::ptr;

use cybsign::simple_order::{self, OrderState, Reply, ReplyKind};
use jni_sys::{jbyteArray, jclass, jobjectArray, JNIEnv};

use crate::env::Env;
use crate::guard::{guard, Failure};

/// `Native.parseReply`: four lists, which are the single values in the order of `Reply`'s constructor, the fields' names and
/// values in turn, the missing fields, and the invalid ones.
pub(crate) extern "system" fn parse(
    env: *mut JNIEnv,
    _class: jclass,
    reply: jbyteArray,
    options: jbyteArray,
) -> jobjectArray {
    let body = |env: &Env<'_>| {
        let reply = env.secret(reply, "the reply")?;
        let options = env.bytes_or_empty(options)?;
        lists(env, &simple_order::parse_reply(&reply, &options)?)
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, ptr::null_mut(), body) }
}

fn lists(env: &Env<'_>, reply: &Reply) -> Result<jobjectArray, Failure> {
    let fields: Vec<_> = reply
        .fields
        .iter()
        .flat_map(|(name, value)| [Some(name.as_bytes()), value.as_deref().map(str::as_bytes)])
        .collect();
    let names =
        |names: &[String]| env.new_byte_arrays(&names.iter().map(|name| Some(name.as_bytes())).collect::<Vec<_>>());
    let lists = [
        singles(env, reply)?,
        env.new_byte_arrays(&fields)?,
        names(&reply.missing_fields)?,
        names(&reply.invalid_fields)?,
    ];
    env.new_array(c"[[B", &lists)
}

fn singles(env: &Env<'_>, reply: &Reply) -> Result<jobjectArray, Failure> {
    let json = reply.to_json()?;
    let code = reply.reason_code.map(|code| code.to_string());
    let fault = reply.fault.as_ref();
    let singles = [
        Some(json.as_str()),
        Some(match reply.kind {
            ReplyKind::Nvp => "nvp",
            ReplyKind::Xml => "xml",
            ReplyKind::Fault => "fault",
        }),
        reply.decision.as_deref(),
        code.as_deref(),
        reply.reason,
        reply.may_resend.map(truth),
        Some(truth(reply.state == OrderState::Known)),
        reply.request_id.as_deref(),
        reply.request_token.as_deref(),
        reply.merchant_reference_code.as_deref(),
        fault.and_then(|fault| fault.code.as_deref()),
        fault.and_then(|fault| fault.string.as_deref()),
        fault.map(|fault| truth(fault.critical)),
    ];
    env.new_byte_arrays(&singles.map(|text| text.map(str::as_bytes)))
}

fn truth(value: bool) -> &'static str {
    if value {
        "true"
    } else {
        "false"
    }
}
