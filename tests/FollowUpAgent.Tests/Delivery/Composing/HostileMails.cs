using System.Text;
using FollowUpAgent.Messages;

namespace FollowUpAgent.Tests.Delivery.Composing;

/// <summary>Mails made of what breaks mail programs; the same seed gives the same mail.</summary>
internal static class HostileMails
{
    private static readonly string[] Words =
    [
        "hello", "=?UTF-8?B?aGk=?=", "🚀", "👩‍👩‍👧‍👦", "é", "漢字", "مرحبا", "=", "=3D", ".", "..", "a,b", "(c)", "\"q\"", "\\", "<x@y.example>", "@", ";", ":",
        "--", "_", "?=", "ﬁ", "e\u0301", "\u200b", "From", ">", new string('w', 70), new string('x', 300),
    ];

    private static readonly string[] BodyBits =
    [
        " ", "  ", "\t", "\n", "\n\n", "\r\n", "\n.", "\n..\n", "\n.\n", "=", "=\n", " \n", "\t\n", "--", "\n--=_", "From ", "\nFrom x\n",
    ];

    public static OutgoingMail Mail(int seed)
    {
        var chance = new Random(seed);
        return Mails.Mail($"m.{seed}") with
        {
            Subject = Phrase(chance, 1 + chance.Next(12)),
            From = new Mailbox(Phrase(chance, 1 + chance.Next(4)), "ann+tag@mail.example"),
            To = new Mailbox(chance.Next(5) == 0 ? null : Phrase(chance, 1 + chance.Next(8)), "bob@inbox.example"),
            Text = Body(chance),
            Html = $"<html><body>{Body(chance)}</body></html>",
            Headers = [new MailHeader("X-Note", Phrase(chance, 1 + chance.Next(20)))],
        };
    }

    private static string Phrase(Random chance, int words)
    {
        var phrase = string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[chance.Next(Words.Length)]));
        return chance.Next(20) == 0 ? phrase + new string('z', 10_000) : phrase;
    }

    private static string Body(Random chance)
    {
        var body = new StringBuilder();
        for (var i = chance.Next(60); i > 0; i--)
        {
            body.Append(chance.Next(2) == 0 ? Words[chance.Next(Words.Length)] : BodyBits[chance.Next(BodyBits.Length)]);
        }

        return chance.Next(10) == 0 ? body.Append('y', 10_000).Append('é', 5_000).ToString() : body.ToString();
    }
}
