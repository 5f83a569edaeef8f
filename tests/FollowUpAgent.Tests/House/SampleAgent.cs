using FollowUpAgent.Hosting;

namespace FollowUpAgent.Tests.House;

/// <summary>A small agent: one sequence of two steps, two variants each.</summary>
internal static class SampleAgent
{
    private const string Settings =
        """
        {
          "Messages": { "PublicUrl": "http://localhost:5080", "PostalAddress": "Acme, 1 Main Street, Springfield" },
          "Senders": { "anna": { "Name": "Anna", "Address": "anna@acme.test", "PerDay": 1000 } },
          "Groups": { "Treatment": 1, "Control": 0, "Baseline": 0 },
          "Limits": { "PerDomainPerDay": 100000 },
          "Sequences": {
            "hello": {
              "DayOffsets": [ 0 ],
              "SendWindow": { "Days": [ "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" ], "From": "00:00", "Until": "24:00" },
              "PartsOfDay": [ { "Key": "day", "From": "00:00", "Until": "24:00" } ],
              "Steps": [
                { "Key": "first", "Wait": "00:00:00", "Variants": [ { "Key": "plain", "Template": "first-plain" }, { "Key": "asking", "Template": "first-asking" } ] },
                { "Key": "second", "Wait": "3.00:00:00", "Variants": [ { "Key": "plain", "Template": "first-plain" }, { "Key": "asking", "Template": "first-asking" } ] }
              ]
            }
          }
        }
        """;

    private const string Footer =
        """
        You get this mail because of your interest in Acme.{{#if sourceNotice}} We have your details from {{sourceNotice}}.{{/if}}
        [Unsubscribe]({{unsubscribeUrl}}). {{postalAddress}}
        """;

    /// <summary>Writes settings and templates.</summary>
    public static async Task WriteAsync(AgentFolder folder)
    {
        Directory.CreateDirectory(Path.Combine(folder.Root, "templates", "hello"));
        await File.WriteAllTextAsync(folder.SettingsFile, Settings);
        await WriteTemplateAsync(folder, "footer.en.md", Footer);
        await WriteTemplateAsync(folder, "hello/first-plain.en.md", "---\nsubject: Hello {{fallback firstName \"there\"}}\n---\nThis is [Acme](https://acme.test/).\n");
        // For tests that configure a second sequence of this name.
        Directory.CreateDirectory(Path.Combine(folder.Root, "templates", "again"));
        await WriteTemplateAsync(folder, "again/only-plain.en.md", "---\nsubject: Once more\n---\nHello again.\n");
        await WriteTemplateAsync(folder, "hello/first-asking.en.md", "---\nsubject: A question, {{fallback firstName \"friend\"}}?\n---\nWhat do *you* think of [Acme](https://acme.test/)?\n");
    }

    private static Task WriteTemplateAsync(AgentFolder folder, string name, string text) =>
        File.WriteAllTextAsync(Path.Combine(folder.Root, "templates", name), text);
}
