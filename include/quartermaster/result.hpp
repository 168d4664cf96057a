// What a user or a peer can cause comes back as a result; what the machine causes is thrown.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/system/result.hpp>

#include <memory>
#include <stdexcept>
#include <string>

namespace qm {

struct Text;

enum class errc {
    invalid = 1,   // the input does not parse or does not fit
    not_found,     // no such thing
    not_allowed,   // the caller may not
    already_done,  // somebody was faster: a kind "no", never an alarm
    conflict,      // it would contradict what is stored
    too_large,     // a written bound was passed
    unavailable,   // the peer is not there, or refuses for now
    timed_out,     // no answer within the bound: whether it took effect is unknown
    unauthorised,  // our own token is refused
    rate_limited,  // the peer asks to wait
};

struct Error {
    errc code;
    std::string what;  // one sentence that names the mend; may quote outside text, so escape it
    // The same in the reader's language, where a person in chat can meet it; else null, and `what`
    // (for logs and the command line) is all there is. `refusal` makes it.
    std::shared_ptr<const Text> said = nullptr;
};

// Only reached when somebody calls value() on an error without looking: our own mistake.
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
    throw std::logic_error("unchecked error: " + error.what);
}

template <class T>
using result = boost::system::result<T, Error>;

}  // namespace qm
