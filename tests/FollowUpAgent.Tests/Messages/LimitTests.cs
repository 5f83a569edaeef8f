using System.Diagnostics;
using FollowUpAgent.Messages;

namespace FollowUpAgent.Tests.Messages;

public sealed class LimitTests
{
    public static TheoryData<string, string> Bombs => new()
    {
        { "10 MB", new string('x', 10_000_000) },
        { "10 MB of expressions", string.Concat(Enumerable.Repeat("{{firstName}}", 800_000)) },
        { "1001 expressions", string.Concat(Enumerable.Repeat("{{fallback firstName 'x'}} ", 1001)) },
        { "17 nested ifs", Nested("{{#if company}}", "{{/if}}", 17) },
        { "4000 nested ifs", Nested("{{#if company}}", "{{/if}}", 2800) },
        { "nested each", Nested("{{#each this}}", "{{/each}}", 9) },
        { "nested quotes", new string('>', 60_000) },
        { "nested lists", string.Concat(Enumerable.Range(0, 200).Select(i => new string(' ', 2 * i) + "- a\n")) },
        { "nested emphasis", string.Concat(Enumerable.Repeat("*a **b ", 9_000)) },
        { "nested brackets", new string('[', 60_000) },
        { "links without end", string.Concat(Enumerable.Repeat("[a](", 16_000)) + "{{nobody}}" },
        { "201 links", string.Concat(Enumerable.Repeat("[a](https://example.com) ", 201)) },
        { "a NUL", "a\0b" },
        { "unclosed comment", "{{!--" + new string('-', 60_000) },
        { "unclosed quote", "{{fallback firstName \"" + new string('"', 60_000) },
        { "braces", new string('{', 60_000) },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_template_without_end_gets_a_fault_and_not_our_time(string name, string body)
    {
        var started = Stopwatch.GetTimestamp();

        var (template, faults) = Mails.TryActivate(Mails.File(body));

        Assert.Null(template);
        Assert.NotEmpty(faults);
        Assert.All(faults, fault => Assert.True(fault.ToString().Length < 500, name));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20), name);
    }

    [Fact]
    public void A_template_at_its_limits_activates_and_renders()
    {
        var body = string.Concat(Enumerable.Repeat("{{firstName}} ", 950)) + "\n\n" + Nested("{{#if company}}", "{{/if}}", 16)
            + string.Concat(Enumerable.Repeat("\n[a](https://example.com)", 200));

        var mail = Mails.Render(body, ("firstName", "Ada"), ("company", "Acme"));

        Assert.Equal(201, mail.Parsed().QuerySelectorAll("a").Length);
    }

    [Fact]
    public void A_value_that_makes_a_mail_too_large_keeps_it_back() =>
        Assert.Equal(
            "the rendered text is larger than 1 MB",
            Mails.ReasonFor(string.Concat(Enumerable.Repeat("{{firstName}}", 900)), ("firstName", new string('<', 100_000))));

    [Fact]
    public void Many_renderings_at_once_do_not_mix()
    {
        var template = Mails.Activate(Mails.File("Hi {{firstName}}{{#if company}} of {{company}}{{/if}}.", subject: "For {{firstName}}"));

        var mails = Enumerable.Range(0, 2000).AsParallel().AsOrdered().Select(i =>
            Mails.Render(Mails.Request(template, ("firstName", $"A{i}"), ("company", i % 2 == 0 ? $"C{i}" : null)))).ToList();

        Assert.All(mails.Index(), mail =>
        {
            Assert.Equal($"For A{mail.Index}", mail.Item.Subject);
            Assert.Equal(mail.Index % 2 == 0 ? $"Hi A{mail.Index} of C{mail.Index}." : $"Hi A{mail.Index}.", mail.Item.Words());
        });
    }

    [Fact]
    public void A_very_long_subject_keeps_its_message_back()
    {
        var request = Mails.Request(Mails.Activate(Mails.File("Hi", subject: "{{firstName}}")), ("firstName", new string('x', 501)));

        Assert.IsType<RenderOutcome.Quarantined>(Mails.TryRender(request));
    }

    [Fact]
    public void Writing_for_too_long_is_stopped()
    {
        using var writer = new BoundedWriter();
        var started = Stopwatch.GetTimestamp();

        Assert.Throws<RenderRefusedException>(() =>
        {
            while (Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10))
            {
                writer.Write("");
            }
        });
    }

    private static string Nested(string open, string close, int depth) =>
        string.Concat(Enumerable.Repeat(open, depth)) + "x" + string.Concat(Enumerable.Repeat(close, depth));
}
