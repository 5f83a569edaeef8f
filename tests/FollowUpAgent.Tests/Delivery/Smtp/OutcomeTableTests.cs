using FollowUpAgent.Delivery;
using FollowUpAgent.Delivery.Smtp;

namespace FollowUpAgent.Tests.Delivery.Smtp;

/// <summary>Every kind of answer at every verb, with and without pipelining: exactly one outcome, and the next mail goes through.</summary>
public class OutcomeTableTests
{
    private static readonly string[] Before = ["MAIL", "RCPT", "DATA"];
    private static readonly string[] Temporary = ["421 4.3.2 closing", "450 4.2.1 busy", "451 4.3.0 try later", "452 4.2.2 full", "400 odd"];
    private static readonly string[] Permanent = ["500 what", "530 5.7.0 login first", "550 5.1.1 unknown", "552 5.3.4 too big", "554-5.7.1 no\r\n554 5.7.1 never", "599 odd"];

    private static readonly string[] NoAnswer =
    [
        ScriptedSmtpServer.HangUp, ScriptedSmtpServer.Silence, "garbage", "25", "999 what", "250x", "150 wait", "250-a\r\n550 b", "\r\n", new string('2', 5_000),
        "250-" + string.Concat(Enumerable.Repeat("a\r\n250-", 9_000)) + "z\r\n250 end",
    ];

    public static TheoryData<string, string, string, bool> Table()
    {
        var table = new TheoryData<string, string, string, bool>();
        foreach (var pipelining in new[] { true, false })
        {
            foreach (var verb in Before.Append("."))
            {
                Add(verb, Temporary, nameof(SendOutcome.Deferred));
                Add(verb, Permanent, nameof(SendOutcome.Refused));
                Add(verb, NoAnswer, verb == "." ? nameof(SendOutcome.Unknown) : nameof(SendOutcome.NotAccepted));
            }

            Add("MAIL", ["354 go", "334 what"], nameof(SendOutcome.NotAccepted));
            Add("RCPT", ["354 go"], nameof(SendOutcome.NotAccepted));
            Add("DATA", ["250 ok", "334 what"], nameof(SendOutcome.NotAccepted));
            Add(".", ["354 go"], nameof(SendOutcome.Unknown));
            Add("MAIL", ["250", "251 ok", "250-2.1.0 a\r\n250-2.1.0 b\r\n250 2.1.0 c", "250 bare line feed\n"], nameof(SendOutcome.Accepted));
            Add("RCPT", ["250", "251 will forward", "252 cannot verify"], nameof(SendOutcome.Accepted));
            Add("DATA", ["354", "354-a\r\n354 b"], nameof(SendOutcome.Accepted));
            Add(".", ["250", "200 ok", "250-a\r\n250 b"], nameof(SendOutcome.Accepted));

            void Add(string verb, string[] replies, string outcome)
            {
                foreach (var reply in replies)
                {
                    table.Add(verb, reply, outcome, pipelining);
                }
            }
        }

        return table;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task An_answer_at_a_verb_is_one_outcome(string verb, string reply, string expected, bool pipelining)
    {
        await using var server = new ScriptedSmtpServer();
        server.Offers = pipelining ? ["PIPELINING"] : [];
        server.AnswerOnce(verb, reply);
        await using var mailer = new SmtpMailer(Impatient(server, isSilent: reply == ScriptedSmtpServer.Silence), TimeProvider.System);

        var first = await SendAsync(mailer, "m.1");
        var accepted = server.Accepted.Count;
        var second = await SendAsync(mailer, "m.2");

        Assert.Equal(expected, first.GetType().Name);
        Assert.Equal(first is SendOutcome.Accepted or SendOutcome.Unknown ? 1 : 0, accepted);
        Assert.IsType<SendOutcome.Accepted>(second);
        Assert.Equal(accepted + 1, server.Accepted.Count);
        Assert.Equal(2, server.Verbs.Count(v => v == "MAIL"));
    }

    [Fact]
    public async Task A_refusal_carries_verb_code_enhanced_code_and_words()
    {
        await using var server = new ScriptedSmtpServer();
        server.AnswerOnce("RCPT", "550-5.1.1 No such user\u0007\r\n550 5.1.1 here");
        await using var mailer = new SmtpMailer(server.Options(), TimeProvider.System);

        var outcome = await SendAsync(mailer, "m.1");

        Assert.Equal(new SendOutcome.Refused(new SmtpReply("RCPT", 550, "5.1.1", "No such user here")), outcome);
    }

    [Fact]
    public async Task A_server_that_asks_for_a_message_without_a_recipient_gets_none()
    {
        await using var server = new ScriptedSmtpServer();
        server.AnswerOnce("RCPT", "550 5.1.1 unknown");
        server.AnswerOnce("DATA", "354 go on");
        await using var mailer = new SmtpMailer(server.Options(), TimeProvider.System);

        var first = await SendAsync(mailer, "m.1");
        var second = await SendAsync(mailer, "m.2");

        Assert.IsType<SendOutcome.Refused>(first);
        Assert.IsType<SendOutcome.Accepted>(second);
        Assert.Single(server.Accepted);
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task A_refusal_stands_when_the_server_hangs_up_behind_it()
    {
        await using var server = new ScriptedSmtpServer();
        server.AnswerOnce("MAIL", "550 5.7.1 go away");
        server.AnswerOnce("RCPT", ScriptedSmtpServer.HangUp);
        await using var mailer = new SmtpMailer(server.Options(), TimeProvider.System);

        Assert.IsType<SendOutcome.Refused>(await SendAsync(mailer, "m.1"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mail_refused_in_the_middle_leaves_the_connection_for_the_next(bool pipelining)
    {
        await using var server = new ScriptedSmtpServer();
        server.Offers = pipelining ? ["PIPELINING"] : [];
        server.AnswerOnce("RCPT", "550 5.1.1 unknown");
        await using var mailer = new SmtpMailer(server.Options(), TimeProvider.System);

        await SendAsync(mailer, "m.1");
        await SendAsync(mailer, "m.2");

        Assert.Equal(1, server.Connections);
        Assert.Contains("RSET", server.Verbs);
        Assert.Single(server.Accepted);
    }

    private static SmtpOptions Impatient(ScriptedSmtpServer server, bool isSilent)
    {
        var limit = TimeSpan.FromMilliseconds(isSilent ? 150 : 20_000);
        return server.Options() with
        {
            Limits = new SmtpTimeLimits { Mail = limit, Recipient = limit, Data = limit, FinalDot = limit, Quit = TimeSpan.FromMilliseconds(100) },
        };
    }

    private static async Task<SendOutcome> SendAsync(SmtpMailer mailer, string id)
    {
        await using var session = await mailer.OpenAsync(CancellationToken.None);
        return await session.SendAsync(Mails.Mail(id), CancellationToken.None);
    }
}
