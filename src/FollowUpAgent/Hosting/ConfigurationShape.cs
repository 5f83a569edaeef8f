using System.Collections;
using System.ComponentModel;
using System.Globalization;

namespace FollowUpAgent.Hosting;

/// <summary>
/// Compares what people wrote with the options it is meant for: keys nobody reads and values of the wrong kind. The binder
/// stops at the first of them, and passes over unknown keys at the root.
/// </summary>
internal static class ConfigurationShape
{
    /// <summary>Every fault of shape under the keys that the options have; other keys of the root are another room's.</summary>
    public static IReadOnlyList<Fault> FaultsFor<TOptions>(IConfiguration root) =>
    [
        .. typeof(TOptions).GetProperties().SelectMany(property => FaultsOf(root.GetSection(property.Name), property.PropertyType)),
    ];

    /// <summary>Every fault of shape under one section that holds the options.</summary>
    public static IReadOnlyList<Fault> FaultsFor<TOptions>(IConfigurationSection section) => [.. FaultsOf(section, typeof(TOptions))];

    /// <summary>The configuration without the keys that have faults, so that the rest can be bound and checked.</summary>
    public static IConfiguration Without(IConfiguration root, IEnumerable<Fault> faults)
    {
        var keys = faults.Select(fault => fault.Key).ToList();
        var rest = root.AsEnumerable().Where(entry => !keys.Exists(key => IsAtOrUnder(entry.Key, key)));
        return new ConfigurationBuilder().AddInMemoryCollection(rest).Build();
    }

    private static IEnumerable<Fault> FaultsOf(IConfigurationSection section, Type type)
    {
        if (!section.Exists())
        {
            return [];
        }

        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (IsSingleValue(plain))
        {
            return FaultsOfValue(section, plain, isOptional: plain != type || plain == typeof(string));
        }

        // An empty list or object reaches us as an empty text.
        if (!section.GetChildren().Any())
        {
            return string.IsNullOrEmpty(section.Value)
                ? []
                : [new Fault(section.Path, section.Value, $"{KindOf(plain)}, not a single value")];
        }

        return ItemTypeOf(plain) is { } item
            ? section.GetChildren().SelectMany(child => FaultsOf(child, item))
            : section.GetChildren().SelectMany(child => FaultsOfMember(child, plain));
    }

    private static IEnumerable<Fault> FaultsOfMember(IConfigurationSection section, Type owner)
    {
        // What is worked out from other keys cannot be given.
        var members = Array.FindAll(owner.GetProperties(), property => property.CanWrite);
        var member = Array.Find(members, property => property.Name.Equals(section.Key, StringComparison.OrdinalIgnoreCase));

        // The value stays out: a misspelt key may well hold a secret.
        return member is null
            ? [new Fault(section.Path, "an unknown key", $"one of {string.Join(", ", members.Select(property => property.Name))}")]
            : FaultsOf(section, member.PropertyType);
    }

    private static IEnumerable<Fault> FaultsOfValue(IConfigurationSection section, Type type, bool isOptional)
    {
        if (section.GetChildren().Any())
        {
            yield return new Fault(section.Path, "a list or an object", KindOf(type));
        }
        else if (!(isOptional && string.IsNullOrEmpty(section.Value)) && section.Value is { } text && !CanRead(text, type))
        {
            yield return new Fault(section.Path, text, KindOf(type));
        }
    }

    private static bool CanRead(string text, Type type)
    {
        // The binder would read 72:00:00, three days to a person, as 72 days.
        if (type == typeof(TimeSpan))
        {
            return TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out _);
        }

        try
        {
            return type == typeof(string) || TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text) is not null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException or NotSupportedException)
        {
            return false;
        }
    }

    private static bool IsSingleValue(Type type) =>
        type == typeof(string)
        || (!typeof(IEnumerable).IsAssignableFrom(type) && TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string)));

    private static Type? ItemTypeOf(Type type)
    {
        if (type.IsArray)
        {
            return type.GetElementType();
        }

        return typeof(IEnumerable).IsAssignableFrom(type) ? type.GetGenericArguments()[^1] : null;
    }

    private static string KindOf(Type type) => type switch
    {
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(TimeSpan) => "a time as days.hours:minutes:seconds, as in 3.00:00:00",
        _ when type == typeof(double) => "a number, as in 0.5",
        _ when type == typeof(string) => "a text",
        _ when type.IsPrimitive => "a whole number",
        _ when type.IsEnum => $"one of {string.Join(", ", Enum.GetNames(type))}",
        _ when typeof(IDictionary).IsAssignableFrom(type) => "an object of names and values",
        _ when ItemTypeOf(type) is not null => "a list",
        _ => $"an object with {string.Join(", ", type.GetProperties().Where(property => property.CanWrite).Select(property => property.Name))}",
    };

    private static bool IsAtOrUnder(string key, string fault) =>
        key.Equals(fault, StringComparison.OrdinalIgnoreCase) || key.StartsWith($"{fault}:", StringComparison.OrdinalIgnoreCase);
}
