// Runs a blocking job on a pool's thread and resumes on the loop's.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <functional>
#include <memory>

namespace qm::app {

// T must be default-constructible; what the job throws is thrown to the caller.
template <class T>
boost::asio::awaitable<T> offload(boost::asio::thread_pool& pool,
                                  boost::asio::any_io_executor executor, std::function<T()> job) {
    struct Shared {
        std::function<T()> job;
        T value{};
        std::exception_ptr error;
    };
    auto shared = std::make_shared<Shared>();
    shared->job = std::move(job);
    auto start = [shared, &pool, executor](auto handler) {
        auto held = std::make_shared<decltype(handler)>(std::move(handler));
        boost::asio::post(pool, [shared, held, executor] {
            try {
                shared->value = shared->job();
            } catch (...) {
                shared->error = std::current_exception();
            }
            boost::asio::post(executor, [shared, held] {
                std::move (*held)(shared->error, std::move(shared->value));
            });
        });
    };
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                       void(std::exception_ptr, T)>(std::move(start),
                                                                    boost::asio::use_awaitable);
}

}  // namespace qm::app
