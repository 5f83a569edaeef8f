using System.Collections;
using System.ComponentModel;
using System.Globalization;
using FollowUpAgent.Oversight.Directives;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace FollowUpAgent.Cli;

/// <summary>One setting as the agent uses it.</summary>
/// <param name="Key">The full key.</param>
/// <param name="Value">Its value as text; null where nothing is set.</param>
/// <param name="Origin">Where it comes from: default, file, secrets, environment, caller, or the directive that lies over them.</param>
internal sealed record EffectiveSetting(string Key, string? Value, string Origin);

/// <summary>Reads what the agent goes by, key by key, from the options that the rooms hold. Secrets are not shown.</summary>
/// <param name="opened">The agent.</param>
/// <param name="steering">What people want now, or null where no database can say it.</param>
internal sealed class EffectiveSettings(OpenedAgent opened, Steering? steering)
{
    private const string Default = "default";
    private const string Hidden = "(not shown)";
    private static readonly string[] Secrets = ["MasterKey", "Password", "AccessToken", "Postgres", "Secrets", "Sha256", "Url"];
    private readonly IConfigurationRoot configuration = (IConfigurationRoot)opened.Get<IConfiguration>();

    /// <summary>All settings, in the order of the rooms.</summary>
    public IReadOnlyList<EffectiveSetting> Read() =>
    [
        .. SettingSection.All.SelectMany(s => Of(steering?.Get(s.Options) ?? opened.App.Services.GetRequiredService(s.Options), s.Options, s.Key)),
    ];

    private IEnumerable<EffectiveSetting> Of(object? value, Type type, string? path)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (IsSingle(plain) || value is null || value is IEnumerable { } list && IsListOfSingles(list))
        {
            return [new EffectiveSetting(path!, Shown(path!, value), OriginOf(path!))];
        }

        return value switch
        {
            IDictionary entries => entries.Keys.Cast<string>().SelectMany(key => Of(entries[key], plain.GetGenericArguments()[1], Below(path, key))),
            IEnumerable items => items.Cast<object?>().SelectMany((item, i) => Of(item, plain.GetElementType()!, Below(path, $"{i}"))),
            _ => plain.GetProperties().Where(p => p.CanWrite).SelectMany(p => Of(p.GetValue(value), p.PropertyType, Below(path, p.Name))),
        };
    }

    private static string Below(string? path, string key) => path is null ? key : $"{path}:{key}";

    private static bool IsSingle(Type type) =>
        type == typeof(string) || (!typeof(IEnumerable).IsAssignableFrom(type) && TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string)));

    private static bool IsListOfSingles(IEnumerable list) => list is not IDictionary && list.Cast<object?>().All(i => i is null || IsSingle(i.GetType()));

    private static string? Shown(string path, object? value)
    {
        if (value is null or "" or Array { Length: 0 })
        {
            return null;
        }

        if (Secrets.Contains(path.Split(':')[^1], StringComparer.OrdinalIgnoreCase))
        {
            return Hidden;
        }

        return value is IEnumerable list and not string
            ? string.Join(", ", list.Cast<object?>())
            : Convert.ToString(value, CultureInfo.InvariantCulture);
    }

    private string OriginOf(string path) => OfDirective(path) ?? configuration.Providers.Reverse().FirstOrDefault(p => Holds(p, path)) switch
    {
        null => Default,
        JsonConfigurationProvider { Source.Path: "appsettings.json" } => "file",
        JsonConfigurationProvider => "secrets",
        EnvironmentVariablesConfigurationProvider => "environment",
        _ => "caller",
    };

    // The last one lies on top.
    private string? OfDirective(string path) =>
        steering?.InForce.LastOrDefault(d => d.ByKey.Keys.Any(key => path.Equals(key, StringComparison.OrdinalIgnoreCase) || path.StartsWith($"{key}:", StringComparison.OrdinalIgnoreCase))) is { } directive
            ? $"directive {directive.Id} by {directive.Person}, {DirectiveText.Span(directive)}"
            : null;

    private static bool Holds(IConfigurationProvider provider, string path) =>
        provider.TryGet(path, out _) || provider.GetChildKeys([], path).Any();
}
