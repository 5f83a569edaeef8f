using System.Text;

namespace FollowUpAgent.Tests.Events.Mail;

/// <summary>Mails in many charsets, encodings and shapes, written by the standards.</summary>
internal static class WrittenMails
{
    private static readonly (string Charset, string Text)[] Languages =
    [
        ("utf-8", "Zoë 字 🙂 is in"), ("iso-8859-1", "Café naïf, größer"), ("iso-8859-15", "Fünf € für Zoë"), ("windows-1252", "“Smart” – fünf €"), ("iso-8859-2", "Žluťoučký kůň"), ("windows-1251", "Привет, как дела"), ("koi8-r", "Добрый день"),
        ("iso-2022-jp", "こんにちは、元気ですか"), ("shift_jis", "返信ありがとう"), ("euc-jp", "配信できません"), ("gb18030", "你好，世界"), ("big5", "謝謝您的來信"), ("euc-kr", "안녕하세요"),
    ];

    private static readonly string[] Encodings = ["8bit", "quoted-printable", "base64"];
    private static readonly Func<string, string>[] Shapes = [Plain, Alternative, Attached, Nested, WithMessage];

    /// <summary>One mail for each charset and encoding, the shapes taking turns.</summary>
    public static IReadOnlyList<byte[]> All { get; } =
        [.. Languages.SelectMany((l, i) => Encodings.Select((e, j) => Write(l.Charset, l.Text, e, Shapes[((i * Encodings.Length) + j) % Shapes.Length], (i * Encodings.Length) + j)))];

    private static byte[] Write(string charset, string text, string encoding, Func<string, string> shape, int number)
    {
        var letters = CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset);
        var body = Encode(letters.GetBytes($"{text}: a first line.\r\n\r\n{text} = 1 + 1\r\n"), encoding);
        var part = $"Content-Type: text/plain; charset={(number % 2 == 0 ? charset : $"\"{charset.ToUpperInvariant()}\"")}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}";
        var subject = Word(charset, letters.GetBytes(text), number % 2 == 0);
        return Encoding.Latin1.GetBytes(
            $"From: {Word(charset, letters.GetBytes(text[..3]), number % 2 != 0)}\r\n <ada{number}@example.test>\r\nTo: anna@acme.test\r\nSubject: Re: {subject}\r\nMessage-ID: <{number}@example.test>\r\nMIME-Version: 1.0\r\n{shape(part)}");
    }

    private static string Plain(string part) => part;

    private static string Alternative(string part) =>
        $"Content-Type: multipart/alternative; boundary=\"a b\"\r\n\r\nnothing\r\n--a b\r\n{part}\r\n--a b\r\nContent-Type: text/html\r\n\r\n<p>other</p>\r\n--a b--\r\n";

    private static string Attached(string part) =>
        $"Content-Type: multipart/mixed;\r\n boundary=a\r\n\r\n--a\r\n{part}\r\n--a\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=\"--a.txt\"\r\n\r\nattached\r\n--a--\r\n";

    private static string Nested(string part) =>
        $"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/related; boundary=aa\r\n\r\n--aa\r\n{Alternative(part)}\r\n--aa\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--aa--\r\n\r\n--a--\r\nafterwards\r\n";

    private static string WithMessage(string part) =>
        $"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n{part}\r\n--a\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\nSubject: within\r\nContent-Type: multipart/mixed; boundary=within\r\n\r\n--within\r\n\r\nnot this\r\n--within--\r\n--a--\r\n";

    private static string Word(string charset, byte[] bytes, bool isBase64) => isBase64
        ? $"=?{charset}?B?{Convert.ToBase64String(bytes)}?="
        : $"=?{charset}?q?{string.Concat(bytes.Select(b => char.IsAsciiLetterOrDigit((char)b) ? $"{(char)b}" : b == ' ' ? "_" : $"={b:X2}"))}?=";

    private static string Encode(byte[] bytes, string encoding) => encoding switch
    {
        "base64" => string.Join("\r\n", Convert.ToBase64String(bytes).Chunk(60).Select(c => new string(c))),
        "quoted-printable" => string.Join("=\r\n", string.Concat(bytes.Select(b => b is (byte)'\r' or (byte)'\n' || (b is >= 32 and < 127 && b != '=') ? $"{(char)b}" : $"={b:X2}")).Split("=E").Aggregate(new List<string> { "" }, Soft)),
        _ => Encoding.Latin1.GetString(bytes),
    };

    // Soft line breaks where a piece begins: before some of the escapes.
    private static List<string> Soft(List<string> lines, string piece)
    {
        if (lines is [""])
        {
            lines[0] = piece;
            return lines;
        }

        lines.Add("=E" + piece);
        return lines;
    }
}
