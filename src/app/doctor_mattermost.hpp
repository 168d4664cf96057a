// The doctor's hands on Mattermost: private to doctor_mattermost.cpp and doctor_callback.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/doctor.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace qm::app {

// What was answered; 0: nothing was, `why` says it.
struct Seen {
    int status = 0;  // 0: no answer, `why` says it
    nlohmann::json body;
    std::string date;
    std::string why;
    bool doubtful = false;  // whether it was done is not known

    bool ok() const { return status >= 200 && status < 300; }
};

// A text of an object; "" where there is none.
std::string field(const nlohmann::json& object, const char* key);
std::string refusal(const Seen& seen);  // never the server's own sentence: it may hold a token
// Of an answer that says nothing about what was asked for; `otherwise`: of one that does.
std::string mend_of_answer(const Seen& seen, const std::string& otherwise);

class MattermostExam {
public:
    explicit MattermostExam(const Patient& patient) : patient_(patient), config_(patient.config) {}

    boost::asio::awaitable<Findings> server();
    boost::asio::awaitable<Findings> account();
    boost::asio::awaitable<Findings> channels();
    boost::asio::awaitable<Findings> members();
    boost::asio::awaitable<Findings> callback();
    boost::asio::awaitable<Findings> commands();
    bool is_known(const std::string& trigger, const std::string& token) const;
    boost::asio::awaitable<Findings> message();

private:
    boost::asio::awaitable<Seen> call(std::string method, std::string path, std::string body,
                                      std::string token, Twice twice = Twice::harmless);
    boost::asio::awaitable<Seen> get(std::string path) {
        return call("GET", std::move(path), "", config_.mattermost.token);
    }
    boost::asio::awaitable<Finding> refused_token();
    boost::asio::awaitable<Findings> untrusted(std::string host);
    boost::asio::awaitable<Seen> hidden_channel(std::string path);
    Finding not_posted(const std::string& name, const Seen& posted) const;

    Patient patient_;
    const Config& config_;
    std::unique_ptr<PatientHttps> https_;
    std::string team_;  // its id; empty: not found
    bool channels_read_ = false;
    std::map<std::string, std::string> channels_;  // name → id, of those the bot is in
    std::set<std::string> archived_;               // of those that are wanted
};

}  // namespace qm::app
