namespace FollowUpAgent.Tests.Events;

/// <summary>Bodies that are signed and still no event, or hardly one.</summary>
internal static class HostileBodies
{
    /// <summary>Nothing of these can be read.</summary>
    public static readonly string[] Unreadable =
    [
        "",
        " ",
        "null",
        "1",
        "\"visited\"",
        "{",
        """{"type":"vis""",
        """{"type":"visited","data":{"email":"a@b.test"}""",
        """{"type":"visited"}{"type":"visited"}""",
        """{"type":"visited","type":"goal"}""",
        """{"type":null}""",
        """{"type":""}""",
        """{"type":"no spaces"}""",
        "{\"type\":\"nul\\u0000\"}",
        "{\"type\":\"\\ud800\"}",
        """{"type":1}""",
        """{"type":"visited","timestamp":"yesterday"}""",
        """{"type":"visited","timestamp":1700000000}""",
        """{"type":"visited","data":[]}""",
        """{"type":"visited","data":{"email":1}}""",
        """{"type":"visited","data":{"email":"\ud800@b.test"}}""",
        "<xml/>",
        Nested(100_000),
        "{\"type\":\"visited\",\"data\":{\"more\":" + Nested(40) + "}}",
        $"[{string.Join(',', Enumerable.Repeat("""{"type":"visited"}""", 1001))}]",
    ];

    /// <summary>These say something, strange as they are.</summary>
    public static readonly string[] Readable =
    [
        "[]",
        """{"type":"visited"}""",
        """{"type":"visited","data":null}""",
        """{"type":"visited","timestamp":"0001-01-01T00:00:00Z"}""",
        """{"type":"visited","timestamp":"9999-12-31T23:59:59.9999999Z","data":{}}""",
        """{"type":"bounced","data":{"hard":"yes","link":"https://acme.test/","machine":0}}""",
        """{"type":"visited","data":{"messageId":"<m.aaaaaaaaaaaaaaaaaaaaaaaaaa@acme.test>"}}""",
        """{"type":"visited","data":{"messageId":"<<<>>>","email":"@"}}""",
        "{\"type\":\"visited\",\"data\":{\"email\":\"a\\u0000@b.test\"}}",
        """{"type":"visited","unknown":{"deep":[1,2,3]}}""",
    ];

    public static IEnumerable<string> All => Unreadable.Concat(Readable);

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);
}
