//! The Ids of an envelope that is signed: those that are free in it.

use std::collections::HashSet;

use super::parts::{refuse, Parts};
use crate::error::Result;
use crate::simple_order::handle::Inner;
use crate::simple_order::ids::Ids;
use crate::simple_order::names::WSU;
use crate::simple_order::profile::Profile;
use crate::xml::{is_ncname, Document, Element, Text};

/// The Body keeps the `wsu:Id` that it has. The others are the profile's, with a number behind them where they are taken.
pub(super) fn choose(inner: &Inner, document: &Document<'_>, parts: &Parts<'_, '_>) -> Result<Ids> {
    let own = parts.body.attribute(WSU, "Id");
    let mut taken = taken(document, parts);
    if let Some(id) = &own {
        if !is_ncname(id) || !id.is_ascii() || taken.contains(&**id) {
            return Err(refuse(parts.body, "the Body's wsu:Id is no NCName of ASCII characters, or not the only one"));
        }
    }
    taken.extend(ids_of(parts.body));
    let mut ids = match inner.settings.profile {
        Profile::Java => inner.java_ids()?,
        Profile::Cpp => {
            let nvp = parts.body.child_elements().any(|child| child.local_name() == "nvpRequest");
            Ids::cpp(if nvp { "Body" } else { "SOAP-ENV-Body" })
        }
    };
    if ids.of_java.is_none() && inner.recipient.is_some() {
        // gSOAP's are constant; the SDK gives them to nothing else.
        if [&ids.encrypted_key, &ids.encrypted_data].iter().any(|id| taken.contains(id.as_str())) {
            let why = "the envelope has an Id that encryption uses too; give the element another one";
            return Err(refuse(parts.body, why));
        }
    }
    let mut free = |id: &mut String| {
        let wanted = id.clone();
        let mut number = 1u32;
        while !taken.insert(Text::Copy(id.clone().into())) {
            number += 1;
            *id = format!("{wanted}-{number}");
        }
    };
    match own {
        Some(own) => ids.body = own.to_string(),
        None => free(&mut ids.body),
    }
    free(&mut ids.token);
    if let Some(of_java) = &mut ids.of_java {
        [&mut of_java.signature, &mut of_java.key_info, &mut of_java.reference].into_iter().for_each(&mut free);
        [&mut ids.encrypted_key, &mut ids.encrypted_data].into_iter().for_each(free);
    }
    Ok(ids)
}

/// Whatever a verifier might take for an Id, whoever declared it, but for the Body's. Those inside the removed token go with
/// it.
fn taken<'a>(document: &Document<'a>, parts: &Parts<'_, 'a>) -> HashSet<Text<'a>> {
    let removed = |element: Element<'_, '_>| parts.username_token.is_some_and(|token| element.is_within(token));
    let others = document.elements().filter(|element| *element != parts.body && !removed(*element));
    others.flat_map(ids_of).collect()
}

fn ids_of<'d, 'a>(element: Element<'d, 'a>) -> impl Iterator<Item = Text<'a>> + use<'d, 'a> {
    let ids = element.attributes().filter(|attribute| attribute.local_name().eq_ignore_ascii_case("id"));
    // Others may strip white space around an Id.
    ids.map(|attribute| match attribute.value() {
        Text::Plain(id) => Text::Plain(id.trim()),
        Text::Copy(id) => Text::Copy(id.trim().into()),
    })
}
