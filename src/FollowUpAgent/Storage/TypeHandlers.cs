using System.Data;
using System.Globalization;
using Dapper;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Storage;

/// <summary>Teaches Dapper the house's types, the same for both databases: UUIDs, typed ids, times as microseconds, days as text.</summary>
internal static class TypeHandlers
{
    private static readonly Lazy<bool> Registered = new(() =>
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        // The Guid map stays: removing it makes a NULL Guid? throw. Only the reading side needs help on SQLite.
        SqlMapper.AddTypeHandler(typeof(Guid), new GuidHandler());
        // Without removing this map the handler is bypassed on the writing side.
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
        SqlMapper.AddTypeHandler(typeof(DateTimeOffset), new MicrosHandler());
        SqlMapper.RemoveTypeMap(typeof(DateOnly));
        SqlMapper.RemoveTypeMap(typeof(DateOnly?));
        SqlMapper.AddTypeHandler(typeof(DateOnly), new DayHandler());
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

    /// <summary>A handler that lets NULL be null: Dapper hands it over where a single nullable value is asked for, as by MIN of nothing.</summary>
    private abstract class Handler<T> : SqlMapper.ITypeHandler
        where T : struct
    {
        public object? Parse(Type destinationType, object value) => value is DBNull ? null : Read(value);

        public void SetValue(IDbDataParameter parameter, object value)
        {
            if (value is T known)
            {
                Write(parameter, known);
                return;
            }

            parameter.Value = DBNull.Value;
        }

        protected abstract T Read(object value);

        protected abstract void Write(IDbDataParameter parameter, T value);
    }

    private sealed class GuidHandler : Handler<Guid>
    {
        protected override Guid Read(object value) => ToGuid(value);

        protected override void Write(IDbDataParameter parameter, Guid value) => parameter.Value = value;
    }

    private sealed class IdHandler<TId> : Handler<TId>
        where TId : struct, IId<TId>
    {
        protected override TId Read(object value) => TId.From(ToGuid(value));

        protected override void Write(IDbDataParameter parameter, TId value)
        {
            parameter.DbType = DbType.Guid;
            parameter.Value = value.Value;
        }
    }

    private sealed class MicrosHandler : Handler<DateTimeOffset>
    {
        protected override DateTimeOffset Read(object value) => Micros.ToTime(Convert.ToInt64(value, CultureInfo.InvariantCulture));

        protected override void Write(IDbDataParameter parameter, DateTimeOffset value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = Micros.From(value);
        }
    }

    private sealed class DayHandler : Handler<DateOnly>
    {
        protected override DateOnly Read(object value) => DateOnly.ParseExact((string)value, "O", CultureInfo.InvariantCulture);

        protected override void Write(IDbDataParameter parameter, DateOnly value)
        {
            parameter.DbType = DbType.String;
            parameter.Value = value.ToString("O", CultureInfo.InvariantCulture);
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
