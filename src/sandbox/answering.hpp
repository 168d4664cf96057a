// One HTTP request: whose it is, what faults meet it, and who answers it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/routes.hpp"

#include <memory>

namespace qm::sandbox {

// Never throws. Everything it uses is kept alive by `server`.
boost::asio::awaitable<Answer> answer_request(std::shared_ptr<Server> server,
                                              net::ServerRequest request);

// Only what this machine's own programs and the sandbox's own page send: a foreign page cannot
// steer the sandbox through somebody's browser.
bool from_here(const net::ServerRequest& request);

boost::asio::awaitable<void> pause(boost::asio::any_io_executor executor, std::int64_t ms);

// GET and POST under /sandbox/: clock, faults, info, posts.
boost::asio::awaitable<Answer> answer_sandbox(std::shared_ptr<Server> server,
                                              net::ServerRequest request);

// The files of the page; 404 for what is none.
Answer page_answer(const Server& server, std::string_view path);

}  // namespace qm::sandbox
