using FollowUpAgent.Delivery;
using FollowUpAgent.Delivery.Smtp;

namespace FollowUpAgent.Tests.Delivery.Smtp;

/// <summary>
/// The connection cut after every single byte, in both directions. A mail is then sent again unless it was accepted, as
/// the outbox does: none is ever lost, and only one whose outcome was unknown can come twice.
/// </summary>
public class CutTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cut_after_any_byte_of_the_server_has_the_one_right_outcome(bool pipelining)
    {
        await using var server = Server(pipelining);
        var whole = await WholeDialogueAsync(server);

        for (var at = 0L; at <= whole.Sent; at++)
        {
            var expected = at < whole.SentAtData ? "not" : at < whole.Sent ? "unknown" : "accepted";

            var (outcome, arrived) = await CutAsync(server, new Cut(AfterSent: at));

            if (IsReplaced(at, whole.SentAtHello, outcome))
            {
                continue;
            }

            Assert.Equal((at, expected, at <= whole.SentAtData ? 0 : 1), (at, outcome, arrived));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cut_after_any_byte_of_the_client_is_never_taken_for_acceptance(bool pipelining)
    {
        await using var server = Server(pipelining);
        var whole = await WholeDialogueAsync(server);

        for (var at = 1L; at <= whole.Received; at++)
        {
            var (outcome, arrived) = await CutAsync(server, new Cut(AfterReceived: at));

            if (IsReplaced(at, whole.ReceivedAtHello, outcome))
            {
                continue;
            }

            var isWhole = at == whole.Received;
            Assert.Equal((at, isWhole ? 1 : 0), (at, arrived));
            Assert.True(isWhole ? outcome == "accepted" : outcome == "not" || (outcome == "unknown" && at >= whole.ReceivedAtData), $"byte {at}: {outcome}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_used_connection_that_dies_before_it_answers_MAIL_is_replaced_without_a_word(bool pipelining)
    {
        await using var server = Server(pipelining);
        var whole = await WholeDialogueAsync(server);
        var mailAnswered = whole.Sent + "250 2.1.0 sender ok\r\n".Length;

        for (var at = whole.Sent + 1; at < mailAnswered; at++)
        {
            server.Accepted.Clear();
            server.NextCut = new Cut(AfterSent: at);
            await using var mailer = new SmtpMailer(server.Options(), TimeProvider.System);
            Assert.IsType<SendOutcome.Accepted>(await SendAsync(mailer, "m.1"));

            var second = await SendAsync(mailer, "m.2");

            Assert.IsType<SendOutcome.Accepted>(second);
            Assert.Equal(2, server.Accepted.Count);
        }
    }

    [Fact]
    public async Task A_cut_of_an_encrypted_connection_is_never_taken_for_acceptance()
    {
        using var certificates = new TestCertificates();
        await using var server = Server(pipelining: true);
        (server.Certificate, server.IsImplicitTls) = (certificates.Localhost, true);
        var options = server.Options() with { Security = SmtpSecurity.Tls, TrustedCertificateFile = certificates.AuthorityFile };
        var whole = await WholeDialogueAsync(server, options);

        for (var at = whole.SentAtHello - 200; at < whole.Sent - 30; at += 3)
        {
            var (outcome, arrived) = await CutAsync(server, new Cut(AfterSent: at), options);

            // Signatures in the handshake differ in length, so positions are known to a few bytes only.
            Assert.True(outcome switch
            {
                "accepted" => arrived == 1 && at <= whole.SentAtHello + 30,
                "unknown" => at >= whole.SentAtData - 30,
                _ => arrived == 0,
            }, $"byte {at} of {whole}: {outcome}, {arrived}");
        }
    }

    // Cut right after EHLO, the connection can be seen to be dead before MAIL is written, and is then replaced.
    private static bool IsReplaced(long at, long hello, string outcome) => at == hello && outcome == "accepted";

    private static ScriptedSmtpServer Server(bool pipelining) => new() { Offers = pipelining ? ["PIPELINING", "SIZE"] : ["SIZE"] };

    private static async Task<Dialogue> WholeDialogueAsync(
        ScriptedSmtpServer server, SmtpOptions? options = null)
    {
        await using var mailer = new SmtpMailer(options ?? server.Options(), TimeProvider.System);
        await using var session = await mailer.OpenAsync(CancellationToken.None);
        var wire = server.Latest!;
        var (sent, received) = (wire.Sent, wire.Received);
        Assert.IsType<SendOutcome.Accepted>(await session.SendAsync(Mails.Mail("m.1"), CancellationToken.None));
        var message = SmtpEnvelope.For(Mails.Mail("m.1")).Data.Length;
        return new Dialogue(sent, server.SentAtData, wire.Sent, received, wire.Received - message, wire.Received);
    }

    // What the caller is told at the cut, and how many mails the server then had; and nothing is lost in the end.
    private static async Task<(string Outcome, int Arrived)> CutAsync(ScriptedSmtpServer server, Cut cut, SmtpOptions? options = null)
    {
        server.Accepted.Clear();
        server.NextCut = cut;
        await using var mailer = new SmtpMailer(options ?? server.Options(), TimeProvider.System);
        var outcome = await TrySendAsync(mailer);
        var arrived = server.Accepted.Count;
        if (outcome != "accepted")
        {
            Assert.Equal("accepted", await TrySendAsync(mailer));
        }

        Assert.Equal(1 + (outcome == "unknown" ? arrived : 0), server.Accepted.Count);
        return (outcome, arrived);
    }

    private static async Task<string> TrySendAsync(SmtpMailer mailer)
    {
        try
        {
            return await SendAsync(mailer, "m.1") switch
            {
                SendOutcome.Accepted => "accepted",
                SendOutcome.Unknown => "unknown",
                SendOutcome.NotAccepted => "not",
                var other => other.ToString(),
            };
        }
        catch (MailerUnavailableException)
        {
            return "not";
        }
    }

    private static async Task<SendOutcome> SendAsync(SmtpMailer mailer, string id)
    {
        await using var session = await mailer.OpenAsync(CancellationToken.None);
        return await session.SendAsync(Mails.Mail(id), CancellationToken.None);
    }

    private sealed record Dialogue(long SentAtHello, long SentAtData, long Sent, long ReceivedAtHello, long ReceivedAtData, long Received);
}
