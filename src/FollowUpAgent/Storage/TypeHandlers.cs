using System.Data;
using System.Globalization;
using Dapper;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Storage;

/// <summary>Teaches Dapper the house's types, the same for both databases: UUIDs, typed ids, and times as microseconds.</summary>
internal static class TypeHandlers
{
    private static readonly Lazy<bool> Registered = new(() =>
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        // The Guid map stays: removing it makes a NULL Guid? throw. Only the reading side needs help on SQLite.
        SqlMapper.AddTypeHandler(new GuidHandler());
        // Without removing this map the handler is bypassed on the writing side.
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
        SqlMapper.AddTypeHandler(new MicrosHandler());
        foreach (var id in typeof(TypeHandlers).Assembly.GetTypes().Where(IsId))
        {
            SqlMapper.AddTypeHandler(id, (SqlMapper.ITypeHandler)Activator.CreateInstance(typeof(IdHandler<>).MakeGenericType(id))!);
        }

        return true;
    });

    /// <summary>Registers the handlers once in the process.</summary>
    public static void Register() => _ = Registered.Value;

    /// <summary>A value as the database holds it, for bulk work that goes past Dapper.</summary>
    public static object? ToPlain(object? value) => value switch
    {
        IId id => id.Value,
        DateTimeOffset time => Micros.From(time),
        _ => value,
    };

    private static bool IsId(Type type) =>
        type.IsValueType && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>));

    private static Guid ToGuid(object value) => value is Guid guid ? guid : Guid.Parse((string)value);

    private sealed class GuidHandler : SqlMapper.TypeHandler<Guid>
    {
        public override Guid Parse(object value) => ToGuid(value);

        public override void SetValue(IDbDataParameter parameter, Guid value) => parameter.Value = value;
    }

    private sealed class IdHandler<TId> : SqlMapper.TypeHandler<TId>
        where TId : struct, IId<TId>
    {
        public override TId Parse(object value) => TId.From(ToGuid(value));

        public override void SetValue(IDbDataParameter parameter, TId value)
        {
            parameter.DbType = DbType.Guid;
            parameter.Value = value.Value;
        }
    }

    private sealed class MicrosHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) =>
            Micros.ToTime(Convert.ToInt64(value, CultureInfo.InvariantCulture));

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = Micros.From(value);
        }
    }
}

/// <summary>Times as the database holds them: microseconds since 1970 UTC.</summary>
internal static class Micros
{
    /// <summary>The microseconds of a time; what is finer is cut off.</summary>
    public static long From(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / 10;

    /// <summary>The time of these microseconds.</summary>
    public static DateTimeOffset ToTime(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * 10);
}
