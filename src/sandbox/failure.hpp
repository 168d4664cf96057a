// An error as Mattermost answers it: {id, message, detailed_error, request_id, status_code}.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/system/result.hpp>

#include <stdexcept>
#include <string>

namespace qm::sandbox {

struct Failure {
    int status = 500;
    std::string id, message, detail = {};
};

[[noreturn]] inline void throw_exception_from_error(const Failure& failure,
                                                    const boost::source_location&) {
    throw std::logic_error("unchecked failure: " + failure.id);
}

template <class T>
using Outcome = boost::system::result<T, Failure>;

Failure session_expired();
Failure no_permission();
Failure invalid_body(const std::string& name);
Failure invalid_parameter(const std::string& name);

}  // namespace qm::sandbox
