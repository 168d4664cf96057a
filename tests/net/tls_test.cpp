// TLS with a certificate made here: trusted through SSL_CERT_FILE it works, otherwise nothing is
// sent.
// SPDX-License-Identifier: Apache-2.0
#include "net/accept.hpp"
#include "net/gate.hpp"
#include "net/https.hpp"
#include "net/support/wire.hpp"
#include "net/token.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/write.hpp>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace qm::net::test {
namespace {

namespace ssl = asio::ssl;
using asio::ip::tcp;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

// A self-signed authority that is valid for the names and addresses of `subject`.
Certificate certify(EVP_PKEY* key, const char* subject, long valid_for_seconds) {
    Certificate made(X509_new(), X509_free);
    X509_set_version(made.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -3'600);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), valid_for_seconds);
    X509_set_pubkey(made.get(), key);
    auto* name = X509_get_subject_name(made.get());
    auto* words = reinterpret_cast<const unsigned char*>("Quartermaster test");
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, words, -1, -1, 0);
    X509_set_issuer_name(made.get(), name);
    X509V3_CTX context;
    X509V3_set_ctx(&context, made.get(), made.get(), nullptr, nullptr, 0);
    for (auto [nid, value] : {std::pair{NID_subject_alt_name, subject},
                              std::pair{NID_basic_constraints, "critical,CA:TRUE"}}) {
        auto* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
        X509_add_ext(made.get(), extension, -1);
        X509_EXTENSION_free(extension);
    }
    X509_sign(made.get(), key, EVP_sha256());
    return made;
}

// A TLS server on loopback that answers one HTTP request, or serves one websocket echo.
class TlsServer : public testing::Test {
protected:
    void start(const char* subject, long valid_for_seconds = 3'600) {
        Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
        auto certificate = certify(key.get(), subject, valid_for_seconds);
        ASSERT_EQ(SSL_CTX_use_certificate(context_.native_handle(), certificate.get()), 1);
        ASSERT_EQ(SSL_CTX_use_PrivateKey(context_.native_handle(), key.get()), 1);
        file_ = testing::TempDir() + "qm_tls_test_" + std::to_string(::getpid()) + ".pem";
        auto* file = std::fopen(file_.c_str(), "w");
        ASSERT_TRUE(file);
        PEM_write_X509(file, certificate.get());
        std::fclose(file);
        asio::co_spawn(loop_, accept_all(), asio::detached);
    }
    void trust() { ::setenv("SSL_CERT_FILE", file_.c_str(), 1); }
    void TearDown() override {
        ::unsetenv("SSL_CERT_FILE");
        if (!file_.empty()) std::remove(file_.c_str());
    }

    std::string at(const std::string& scheme, const std::string& host) {
        return scheme + "://" + host + ":" + std::to_string(acceptor_.local_endpoint().port());
    }

    result<HttpResponse> fetch(const std::string& host) {
        result<HttpResponse> answer = Error{errc::invalid, "never sent"};
        auto client = make_https(loop_.get_executor(), at("https", host));
        if (!client) return client.error();
        run(loop_, [&]() -> asio::awaitable<void> {
            HttpRequest request;
            answer = co_await (*client)->send(request);
        });
        return answer;
    }

    asio::awaitable<void> accept_all() {
        for (;;) {
            auto [ec, socket] = co_await acceptor_.async_accept(token);
            if (ec) co_return;
            asio::co_spawn(loop_, serve(std::move(socket)), asio::detached);
        }
    }

    asio::awaitable<void> serve(tcp::socket socket) {
        auto tls = std::make_unique<Stream::Tls>(std::move(socket), context_);
        auto* handle = tls->native_handle();
        auto [failed] = co_await tls->async_handshake(Stream::Tls::server, token);
        if (failed) co_return;
        const char* name = SSL_get_servername(handle, TLSEXT_NAMETYPE_host_name);
        server_name_ = name ? name : "";
        Stream stream(std::move(tls));
        std::string input(4'096, '\0');
        auto [ec, n] = co_await stream.async_read_some(asio::buffer(input), token);
        input.resize(n);
        auto head = read_head(input, 100);
        if (ec || !head) co_return;
        ++requests_;
        if (!head->upgrade) {
            auto answer = ok("over TLS");
            co_await asio::async_write(stream, asio::buffer(answer), token);
            co_return;
        }
        WebSocketOptions options;
        auto accepted = co_await accept_websocket(std::move(stream), "/", head->headers, options);
        if (!accepted) co_return;
        auto message = co_await accepted->socket->read();
        if (message) accepted->socket->write(*message + " over TLS");
        co_await accepted->socket->close();
    }

    asio::io_context loop_;
    ssl::context context_{ssl::context::tls_server};
    tcp::acceptor acceptor_{loop_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
    std::string file_, server_name_ = "none yet";
    int requests_ = 0;
};

TEST_F(TlsServer, a_trusted_name_works_and_is_sent) {
    start("DNS:localhost");
    trust();
    auto answer = fetch("localhost");
    ASSERT_TRUE(answer) << answer.error().what;
    EXPECT_EQ(answer->body, "over TLS");
    EXPECT_EQ(server_name_, "localhost");
}

TEST_F(TlsServer, a_trusted_address_works_and_is_not_sent_as_a_name) {
    start("IP:127.0.0.1");
    trust();
    auto answer = fetch("127.0.0.1");
    ASSERT_TRUE(answer) << answer.error().what;
    EXPECT_EQ(server_name_, "");
}

TEST_F(TlsServer, who_is_not_trusted_hears_nothing) {
    start("DNS:localhost");
    auto answer = fetch("localhost");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, errc::unavailable);
    EXPECT_NE(answer.error().what.find("not trusted"), std::string::npos) << answer.error().what;
    EXPECT_EQ(requests_, 0);
}

TEST_F(TlsServer, another_name_hears_nothing) {
    start("DNS:chat.example");
    trust();
    for (const std::string host : {"localhost", "127.0.0.1"}) {
        auto answer = fetch(host);
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, errc::unavailable);
        EXPECT_NE(answer.error().what.find("mismatch"), std::string::npos) << answer.error().what;
    }
    EXPECT_EQ(requests_, 0);
}

TEST_F(TlsServer, an_expired_certificate_hears_nothing) {
    start("DNS:localhost", -60);
    trust();
    auto answer = fetch("localhost");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, errc::unavailable);
    EXPECT_NE(answer.error().what.find("expired"), std::string::npos) << answer.error().what;
    EXPECT_EQ(requests_, 0);
}

TEST_F(TlsServer, old_versions_are_refused) {
    SSL_CTX_set_max_proto_version(context_.native_handle(), TLS1_1_VERSION);
    start("DNS:localhost");
    trust();
    auto answer = fetch("localhost");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, errc::unavailable);
}

TEST_F(TlsServer, an_unreadable_file_is_named) {
    ::setenv("SSL_CERT_FILE", "no/such/file.pem", 1);
    auto client = make_https(loop_.get_executor(), "https://localhost");
    ASSERT_FALSE(client);
    EXPECT_EQ(client.error().code, errc::invalid);
    EXPECT_NE(client.error().what.find("no/such/file.pem"), std::string::npos);
}

TEST_F(TlsServer, a_peer_that_speaks_no_tls_is_unavailable) {
    ScriptedServer plain(loop_, {{ok("plain")}});
    auto base = plain.base("https");
    auto options = HttpsOptions();
    options.connect_timeout = milliseconds(200);
    auto client = make_https(loop_.get_executor(), base, options);
    ASSERT_TRUE(client);
    run(loop_, [&]() -> asio::awaitable<void> {
        HttpRequest request;
        auto answer = co_await (*client)->send(request);
        EXPECT_TRUE(!answer && answer.error().code == errc::unavailable);
    });
}

TEST_F(TlsServer, websockets_too) {
    start("DNS:localhost");
    for (bool trusted : {false, true}) {
        if (trusted) trust();
        run(loop_, [&]() -> asio::awaitable<void> {
            Headers none;
            WebSocketOptions options;
            auto socket = co_await connect_websocket(at("wss", "localhost"), none, options);
            EXPECT_EQ(socket.has_value(), trusted);
            if (!trusted) {
                EXPECT_EQ(socket.error().code, errc::unavailable);
            }
            if (!socket) co_return;
            EXPECT_TRUE((*socket)->write("hello"));
            auto message = co_await (*socket)->read();
            EXPECT_TRUE(message && *message == "hello over TLS");
            auto end = co_await (*socket)->read();
            EXPECT_TRUE(!end && end.error().what.find("1000") != std::string::npos);
        });
    }
}

}  // namespace
}  // namespace qm::net::test
