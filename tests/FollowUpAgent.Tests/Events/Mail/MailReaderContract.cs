using System.Diagnostics;
using System.Text;
using FollowUpAgent.Events.Mail;
using FsCheck;
using FsCheck.Fluent;

namespace FollowUpAgent.Tests.Events.Mail;

/// <summary>What every reader of raw mail must do; a test class a reader.</summary>
public abstract class MailReaderContract
{
    // A hundred times what it takes on an idle machine.
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(10);

    private protected abstract IMailReader Reader { get; }

    [Fact]
    public void Headers_are_unfolded_and_their_words_decoded()
    {
        var mail = Reader.Read(Raw.Folded);

        Assert.Equal("Renée De Vries <renee@example0.test>", mail.Find("from"));
        Assert.Equal("Een vraag over cafés and more", mail.Find("Subject"));
        Assert.Equal("Hello", mail.Text.Trim());
    }

    [Fact]
    public void A_letter_cut_in_two_by_encoded_words_is_one_letter() =>
        Assert.Equal("a€b", Reader.Read(Raw.Of("Subject: =?utf-8?Q?a=E2=82?=\n =?utf-8?Q?=ACb?=\n\n")).Find("Subject"));

    [Theory]
    [InlineData("=?utf-8?X?abc?=")]
    [InlineData("=?utf-8?Q?abc")]
    [InlineData("=?=?=?")]
    [InlineData("2 =? 3")]
    public void What_is_no_encoded_word_stays_as_it_is(string subject) => Assert.Equal(subject, Reader.Read(Raw.Of($"Subject: {subject}\n\n")).Find("Subject"));

    [Fact]
    public void The_first_plain_text_is_read_and_attachments_are_not() =>
        Assert.Equal("Costs € 5, and a long line that is broken softly.", Reader.Read(Raw.Alternative).Text.Trim());

    [Fact]
    public void Base64_in_an_old_charset_is_read() => Assert.Equal("en café € 5", Reader.Read(Raw.Base64).Text.Trim());

    [Theory]
    [InlineData("x-unknown")]
    [InlineData("utf-7")]
    [InlineData("")]
    [InlineData("us-ascii")]
    public void A_charset_that_nobody_knows_is_guessed(string charset) => Assert.Equal(
        ("café", "café"),
        (Reader.Read(Raw.Of($"Content-Type: text/plain; charset=\"{charset}\"\n\ncaf\u00e9")).Text,
            Reader.Read([.. Raw.Of($"Content-Type: text/plain; charset=\"{charset}\"\n\n"), .. "café"u8]).Text));

    [Fact]
    public void Html_alone_is_read_without_what_it_quotes()
    {
        var text = Reader.Read(Raw.Html).Text;

        Assert.Equal("Yes & no please", string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void The_parts_of_a_delivery_report_are_found()
    {
        var mail = Reader.Read(Raw.Bounce("m.x@acme.test", "gone@example.test"));

        Assert.Equal("delivery-status", mail.ReportType);
        Assert.Equal(("dns; relay.test", "failed"), (mail.DeliveryStatus[0].Find("Reporting-MTA"), mail.DeliveryStatus[1].Find("Action")));
        Assert.Equal("<m.x@acme.test>", mail.Returned.Find("Message-ID"));
    }

    [Fact]
    public void The_parts_of_a_complaint_are_found()
    {
        var mail = Reader.Read(Raw.Complaint("m.x@acme.test"));

        Assert.Equal(("feedback-report", "abuse", "<m.x@acme.test>"), (mail.ReportType, mail.Feedback.Find("Feedback-Type"), mail.Returned.Find("Message-ID")));
    }

    [Fact]
    public void Of_a_mail_cut_short_what_is_there_is_read()
    {
        var whole = Raw.Alternative;

        var cut = Reader.Read(whole.AsSpan(0, Encoding.ASCII.GetString(whole).IndexOf("broken", StringComparison.Ordinal)));

        Assert.StartsWith("Costs € 5", cut.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("no header at all\nnor here")]
    public void Bytes_without_headers_have_none(string text) => Assert.Empty(Reader.Read(Raw.Of(text)).Headers);

    [Fact]
    public void A_mailbox_files_mark_before_the_headers_is_passed_over() =>
        Assert.Equal("x", Reader.Read(Raw.Of("From someone@x.test Mon Jan 1 00:00:00 2026\nSubject: x\n\nHello")).Find("Subject"));

    [Fact]
    public void Whatever_the_bytes_it_answers()
    {
        byte[][] seeds = [Raw.Folded, Raw.Alternative, Raw.Base64, Raw.Html, Raw.Bounce("m.x@acme.test", "a@b.test"), Raw.Complaint("m.x@acme.test")];
        var mutated = from seed in Gen.Elements(seeds)
                      from edits in Gen.ArrayOf(Gen.Choose(0, seed.Length - 1).Zip(Gen.Elements("\r\n\0-=?:;\"< \u00ff".Select(c => (byte)c).ToArray())), 12)
                      from cut in Gen.Choose(0, seed.Length)
                      select Edited(seed, edits, cut);
        var anything = ArbMap.Default.GeneratorFor<byte[]>().Where(b => b is not null);

        Prop.ForAll(Gen.OneOf(mutated, anything).ToArbitrary(), bytes => Reader.Read(bytes).Text.Length <= 256 << 10)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    public static TheoryData<string> Monsters => ["nested", "headers", "folds", "boundaries", "words", "groups", "html", "escapes", "longline"];

    [Theory, MemberData(nameof(Monsters))]
    public void What_is_made_to_be_slow_is_not(string monster)
    {
        var bytes = Raw.Of(monster switch
        {
            "nested" => string.Concat(Enumerable.Range(0, 20_000).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n")),
            "headers" => string.Concat(Enumerable.Range(0, 200_000).Select(i => $"X-{i}: y\n")),
            "folds" => "Subject: x\n" + string.Concat(Enumerable.Repeat(" y\n", 1_000_000)),
            "boundaries" => "Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat("--b\n\n", 800_000)),
            "words" => "Subject: " + string.Concat(Enumerable.Repeat("=?utf-8?Q?", 6_000)) + "\n\n",
            "groups" => "Content-Type: message/delivery-status\n\n" + string.Concat(Enumerable.Repeat("A: b\n\n", 600_000)),
            "html" => "Content-Type: text/html\n\n" + string.Concat(Enumerable.Repeat("<style><a", 400_000)),
            "escapes" => "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n" + new string('=', 4_000_000),
            _ => "Subject: " + new string('a', 4_000_000),
        });
        var watch = Stopwatch.StartNew();

        Reader.Read(bytes);

        Assert.True(watch.Elapsed < LongEnough, $"{monster} took {watch.Elapsed}");
    }

    private static byte[] Edited(byte[] seed, IEnumerable<(int At, byte Value)> edits, int cut)
    {
        var copy = seed.ToArray();
        foreach (var (at, value) in edits)
        {
            copy[at] = value;
        }

        return copy[..cut];
    }
}

/// <summary>Ours.</summary>
public sealed class MimeReaderTests : MailReaderContract
{
    private protected override IMailReader Reader { get; } = new MimeReader();
}
