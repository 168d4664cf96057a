// Faults that tests arm: which request they meet, how often, and what they do to it. Pure.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/faults.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace qm::sandbox {

using nlohmann::json;

namespace {

struct Name {
    Fault::Kind kind;
    const char* word;
};

constexpr Name names[] = {
    {Fault::Kind::delay, "delay"},
    {Fault::Kind::hold, "hold"},
    {Fault::Kind::answer, "answer"},
    {Fault::Kind::database, "database"},
    {Fault::Kind::lose_reply, "lose_reply"},
    {Fault::Kind::duplicate_events, "duplicate_events"},
    {Fault::Kind::deaf, "deaf"},
    {Fault::Kind::forget_pending, "forget_pending"},
    {Fault::Kind::stale, "stale"},
    {Fault::Kind::same_millisecond, "same_millisecond"},
};

constexpr std::int64_t silence_ms = 30'000;  // longer than any client waits

Error unfit(const std::string& what) {
    return Error{errc::invalid, what};
}

bool meets(const Fault& fault, std::string_view method, std::string_view path,
           std::string_view username) {
    return path.starts_with(fault.path_prefix) &&
           (fault.method.empty() || fault.method == method) &&
           (fault.username.empty() || fault.username == username);
}

bool of_requests(Fault::Kind kind) {
    return kind == Fault::Kind::delay || kind == Fault::Kind::hold || kind == Fault::Kind::answer ||
           kind == Fault::Kind::database || kind == Fault::Kind::lose_reply;
}

bool spend(Fault& fault) {  // true when it is used up
    return !fault.endless && --fault.count <= 0;
}

}  // namespace

result<void> Faults::arm(Fault fault) {
    if (armed_.size() >= armed_max)
        return Error{errc::too_large, "64 faults are armed; reset them first."};
    if (fault.ms < 0 || fault.ms > wait_max_ms) return unfit("ms must be 0 to 120000.");
    if (fault.kind == Fault::Kind::answer && (fault.status < 400 || fault.status > 599))
        return unfit("status must be 400 to 599.");
    if (fault.count < 0) return unfit("count must not be negative.");
    fault.endless = fault.count == 0;
    armed_.push_back(std::move(fault));
    return {};
}

Meeting Faults::meet(std::string_view method, std::string_view path, std::string_view username) {
    Meeting meeting;
    std::erase_if(armed_, [&](Fault& fault) {
        if (!of_requests(fault.kind) || !meets(fault, method, path, username)) return false;
        switch (fault.kind) {
            case Fault::Kind::delay:
                meeting.delay_ms += fault.ms;
                break;
            case Fault::Kind::hold:
                meeting.hold_ms += fault.ms;
                if (fault.status != 0) meeting.status = fault.status;
                break;
            case Fault::Kind::answer:
                if (meeting.status != 0) return false;  // the first one answers
                meeting.status = fault.status;
                meeting.apply = fault.apply;
                break;
            case Fault::Kind::database:
                meeting.away = ++away_;
                break;
            default:
                meeting.delay_ms += fault.ms > 0 ? fault.ms : silence_ms;
                meeting.status = 504;
        }
        return spend(fault);
    });
    return meeting;
}

const Fault* Faults::taken(Fault::Kind kind) {
    for (auto fault = armed_.begin(); fault != armed_.end(); ++fault) {
        if (fault->kind != kind) continue;
        spent_ = *fault;
        if (spend(*fault)) armed_.erase(fault);
        return &spent_;
    }
    return nullptr;
}

Faults::Telling Faults::telling() {
    const Fault* fault = taken(Fault::Kind::deaf);
    if (fault == nullptr) return Telling::told;
    return fault->gap ? Telling::hole : Telling::silent;
}

std::int64_t Faults::lag_ms(std::string_view username) const {
    std::int64_t lag = 0;
    for (const Fault& fault : armed_) {
        if (fault.kind == Fault::Kind::stale && meets(fault, "", "", username))
            lag = std::max(lag, fault.ms);
    }
    return lag;
}

result<Fault> read_fault(const json& from) {
    if (!from.is_object()) return unfit("A fault is a JSON object with a kind.");
    Fault fault;
    bool named = false;
    for (const Name& name : names)
        if (from.value("kind", json()) == name.word) {
            fault.kind = name.kind;
            named = true;
        }
    if (!named) {
        std::string words;
        for (const Name& name : names)
            words += std::string(words.empty() ? "" : ", ") + name.word;
        return unfit("Unknown kind; known: drop_sockets, half_open, restart, reset, " + words +
                     ".");
    }
    try {
        fault.path_prefix = from.value("path_prefix", "");
        fault.method = from.value("method", "");
        fault.username = from.value("username", "");
        fault.count = from.value("count", 0);
        fault.ms = from.value("ms", std::int64_t{0});
        fault.status = from.value("status", 0);
        fault.apply = from.value("apply", false);
        fault.gap = from.value("gap", false);
    } catch (const json::exception&) {
        return unfit("A field of the fault has the wrong type.");
    }
    return fault;
}

json fault_json(const Fault& fault) {
    json out = {{"path_prefix", fault.path_prefix},
                {"method", fault.method},
                {"username", fault.username},
                {"count", fault.count},
                {"ms", fault.ms},
                {"status", fault.status},
                {"apply", fault.apply},
                {"gap", fault.gap}};
    for (const Name& name : names)
        if (name.kind == fault.kind) out["kind"] = name.word;
    return out;
}

}  // namespace qm::sandbox
