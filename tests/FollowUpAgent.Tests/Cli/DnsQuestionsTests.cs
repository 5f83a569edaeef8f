using System.Diagnostics;
using FollowUpAgent.Cli;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Cli;

public sealed class DnsQuestionsTests
{
    private const int Cut = 0x0200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Impatience = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task The_strings_of_a_text_belong_together_and_the_name_of_a_mail_server_is_put_together()
    {
        using var server = new NameServer(q => [q[^14] == 16
            ? NameServer.Answer(q, 0, NameServer.Txt("v=spf1 ", "-all"), NameServer.Record(1, 1, 2, 3, 4), NameServer.Txt("other"))
            : NameServer.Answer(q, 0, NameServer.Mx("mx1"))]);

        Assert.Equal(["v=spf1 -all", "other"], await AskAsync(server));
        Assert.Equal(["mx1.acme.test"], await AskAsync(server, DnsRecord.Mx));
    }

    [Fact]
    public async Task The_records_behind_an_alias_count()
    {
        using var server = new NameServer(q =>
        [
            NameServer.Answer(q, 0, NameServer.Record(5, [.. NameServer.Label("real"), 0xC0, 12]), [.. NameServer.Label("real"), .. NameServer.Txt("v=DMARC1")]),
        ]);

        Assert.Equal(["v=DMARC1"], await AskAsync(server));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(3, true)]
    [InlineData(2, false)]
    [InlineData(5, false)]
    public async Task A_name_without_records_is_an_answer_and_a_server_in_trouble_is_none(int code, bool isAnswer)
    {
        using var server = new NameServer(q => [NameServer.Answer(q, code)]);

        var texts = await AskAsync(server);

        Assert.Equal(isAnswer, texts is { Count: 0 });
        Assert.Equal(isAnswer, texts is not null);
    }

    [Fact]
    public async Task What_does_not_fit_into_a_packet_is_asked_for_again_by_TCP()
    {
        var texts = Enumerable.Range(0, 40).Select(i => $"{i}" + new string('x', 200)).ToArray();
        using var server = new NameServer(q => [NameServer.Answer(q, Cut, NameServer.Txt("half"))])
        {
            Whole = q => NameServer.Answer(q, 0, [.. texts.Select(t => NameServer.Txt(t))]),
        };
        using var hangingUp = new NameServer(q => [NameServer.Answer(q, Cut, NameServer.Txt("half"))]);

        Assert.Equal(texts, await AskAsync(server));
        Assert.Null(await AskAsync(hangingUp));
    }

    [Fact]
    public async Task A_packet_that_does_not_answer_the_question_is_passed_over()
    {
        using var server = new NameServer(q =>
        {
            var forged = NameServer.Answer(q, 0, NameServer.Txt("forged"));
            byte[] otherId = [(byte)~forged[0], .. forged[1..]], otherName = [.. forged[..13], (byte)'b', .. forged[14..]];
            return [[], [1], otherId, otherName, q, NameServer.Answer(q, 0, NameServer.Txt("real"))];
        });

        Assert.Equal(["real"], await AskAsync(server));
    }

    [Fact]
    public async Task A_question_that_got_lost_is_asked_again()
    {
        // It is asked three times; two of them are left, for a machine that has much else to do.
        var asked = 0;
        using var server = new NameServer(q => ++asked < 2 ? [] : [NameServer.Answer(q, 0, NameServer.Txt("heard"))]);

        Assert.Equal(["heard"], await new DnsQuestions(server.Address, TimeSpan.FromSeconds(15)).AskAsync("acme.test", DnsRecord.Txt, CancellationToken.None));
    }

    [Fact]
    public async Task Silence_ends_when_patience_does()
    {
        using var server = new NameServer(_ => []);
        var began = Stopwatch.GetTimestamp();

        var texts = await new DnsQuestions(server.Address, Impatience).AskAsync("acme.test", DnsRecord.Txt, CancellationToken.None);

        Assert.Null(texts);
        Assert.InRange(Stopwatch.GetElapsedTime(began), Impatience / 2, Patience);
        Assert.InRange(server.Asked, 1, 4);
    }

    [Fact]
    public async Task A_server_that_talks_without_end_ends_when_patience_does()
    {
        using var server = new NameServer(q => Enumerable.Repeat(q, 2_000));

        Assert.Null(await new DnsQuestions(server.Address, Impatience).AskAsync("acme.test", DnsRecord.Txt, CancellationToken.None));
    }

    [Fact]
    public async Task Whoever_asks_may_stop_waiting()
    {
        using var server = new NameServer(_ => []);
        using var stop = new CancellationTokenSource(Impatience);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new DnsQuestions(server.Address, Patience).AskAsync("acme.test", DnsRecord.Txt, stop.Token));
    }

    [Fact]
    public async Task A_name_in_any_script_is_asked_for_in_ASCII()
    {
        var name = "";
        using var server = new NameServer(q =>
        {
            name = NameServer.NameIn(q);
            return [NameServer.Answer(q, 0)];
        });

        await new DnsQuestions(server.Address, Patience).AskAsync("_dmarc.bücher.test", DnsRecord.Txt, CancellationToken.None);

        Assert.Equal("_dmarc.xn--bcher-kva.test", name);
    }

    [Theory]
    [InlineData("Txt")]
    [InlineData("Mx")]
    public void Whatever_bytes_come_reading_ends_without_an_exception(string type)
    {
        var record = Enum.Parse<DnsRecord>(type);
        var chance = new Random(5);
        var question = DnsMessage.Question("acme.test", record);
        var sound = NameServer.Answer(question, 0, NameServer.Txt("v=spf1 ", "-all"), NameServer.Mx("mx"), NameServer.Record(15, 0, 1, 0xC0, 46));
        var read = 0;
        for (var i = 0; i < TestScale.Times(20_000); i++)
        {
            var bytes = sound[..(chance.Next(2) == 0 ? sound.Length : chance.Next(12, sound.Length + 1))];
            for (var changes = chance.Next(5); changes > 0; changes--)
            {
                bytes[chance.Next(4, bytes.Length)] = (byte)(chance.Next(2) == 0 ? chance.Next(256) : 0xC0);
            }

            var isAnswer = DnsMessage.IsAnswer(bytes, question);
            read += DnsMessage.Read(bytes, record) is { Count: > 0 } && isAnswer ? 1 : 0;
        }

        Assert.True(read > 1_000, "too few answers were still sound to prove anything");
    }

    private static Task<IReadOnlyList<string>?> AskAsync(NameServer server, DnsRecord record = DnsRecord.Txt) =>
        new DnsQuestions(server.Address, Patience).AskAsync("acme.test", record, CancellationToken.None);
}
