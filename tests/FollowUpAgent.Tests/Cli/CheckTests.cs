namespace FollowUpAgent.Tests.Cli;

public sealed class CheckTests
{
    private const string Faulty =
        """
        {
          "Mesages": {},
          "Messages": { "PublicUrl": "ftp://x", "PostalAddress": "Here" },
          "Senders": { "anna": { "Name": "Anna", "Address": "anna@acme.test", "PerDay": 0 } },
          "Sequences": { "welcome": { "Steps": [ { "Key": "Intro", "Variants": [ { "Key": "a", "Template": "nowhere" } ] } ] } }
        }
        """;

    [Theory]
    [InlineData("run")]
    [InlineData("check")]
    [InlineData("migrate")]
    public async Task A_broken_configuration_ends_with_2_and_lists_every_fault(string verb)
    {
        using var shell = await Shell.WithSampleAsync();
        await shell.ConfigureAsync(Faulty);

        var ran = await shell.OnSampleAsync(verb);

        Assert.Equal(2, ran.Code);
        Assert.All(
            new[] { "Mesages", "Messages:PublicUrl", "Senders:anna:PerDay", "Sequences:welcome:Steps:0:Key" },
            key => Assert.Contains(key, ran.Messages, StringComparison.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(shell.Agent, "data")));
    }

    [Fact]
    public async Task A_settings_file_that_is_not_JSON_ends_with_2_and_names_the_line()
    {
        using var shell = await Shell.WithSampleAsync();
        await shell.ConfigureAsync("{\n  \"Delivery\": { \"Live\": tru }\n}");

        var ran = await shell.OnSampleAsync("check");

        Assert.Equal(2, ran.Code);
        Assert.Contains("LineNumber: 1", ran.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_finds_nothing_wrong_with_the_sample_and_changes_nothing()
    {
        using var shell = await Shell.WithSampleAsync();

        var ran = await shell.OnSampleAsync("check");

        Assert.Equal(0, ran.Code);
        Assert.False(Directory.Exists(Path.Combine(shell.Agent, "data")));
    }

    [Fact]
    public async Task Check_names_each_setting_with_its_origin_and_shows_no_secret()
    {
        using var shell = await Shell.WithSampleAsync();
        await shell.ConfigureAsync(
            """
            {
              "Messages": { "PostalAddress": "Here" },
              "Delivery": { "Relays": { "default": { "Host": "localhost", "Security": "None", "UserName": "anna", "Password": "geheim" } } }
            }
            """);

        var ran = await shell.OnSampleAsync("check", "--json");

        var settings = ran.Json.GetProperty("settings").EnumerateArray().ToDictionary(s => s.GetProperty("key").GetString()!);
        Assert.Equal("file", settings["Messages:PostalAddress"].GetProperty("origin").GetString());
        Assert.Equal("default", settings["Listeners:Public:Port"].GetProperty("origin").GetString());
        Assert.Equal("file", settings["Delivery:Relays:default:Password"].GetProperty("origin").GetString());
        Assert.DoesNotContain("geheim", ran.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_server_that_does_not_answer_fails_the_check_and_says_where()
    {
        using var shell = await Shell.WithSampleAsync();
        var settings = (await File.ReadAllTextAsync(Path.Combine(shell.Agent, "appsettings.json")))
            .Replace("\"Live\": false", "\"Live\": true, \"Relays\": { \"default\": { \"Host\": \"localhost\", \"Port\": 1, \"Security\": \"None\" } }", StringComparison.Ordinal);
        await shell.ConfigureAsync(settings);

        var ran = await shell.OnSampleAsync("check");

        Assert.Equal(1, ran.Code);
        Assert.Contains("No mail can be sent through localhost:1 (Connect)", ran.Data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("run")]
    [InlineData("enroll", "welcome")]
    public async Task A_database_that_does_not_answer_is_a_clear_error(params string[] args)
    {
        using var shell = await Shell.WithSampleAsync();
        var settings = (await File.ReadAllTextAsync(Path.Combine(shell.Agent, "appsettings.json")))
            .Replace("\"Senders\": {", "\"Storage\": { \"Postgres\": \"Host=127.0.0.1;Port=1;Database=x;Password=geheim\" }, \"Senders\": {", StringComparison.Ordinal);
        await shell.ConfigureAsync(settings);

        var ran = await shell.OnSampleAsync(args);

        Assert.Equal(1, ran.Code);
        Assert.Contains("PostgreSQL database x at 127.0.0.1:1 cannot be reached", ran.Data + ran.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", ran.Data + ran.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contacts_without_a_lawful_basis_are_counted()
    {
        using var shell = await Shell.WithSampleAsync();
        var file = Path.Combine(shell.Folder, "bare.csv");
        await File.WriteAllTextAsync(file, "email\nbare@example.com\n");
        await shell.OnSampleAsync("import", file);

        var ran = await shell.OnSampleAsync("check");

        Assert.Equal(0, ran.Code);
        Assert.Contains("1 of 1 contacts cannot be enrolled", ran.Data, StringComparison.Ordinal);
    }
}
