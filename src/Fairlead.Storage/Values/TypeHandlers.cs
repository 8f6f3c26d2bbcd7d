using System.Data;
using System.Globalization;
using Dapper;
using Fairlead.Kernel.Identity;
using Npgsql;
using NpgsqlTypes;

namespace Fairlead.Storage.Values;

/// <summary>
/// The one place where the engines' types differ. Ids: <c>uuid</c> / text. Instants: <c>timestamptz</c> / Unix
/// microseconds, so that they sort. JSON by parameter type, never by a cast in SQL.
/// </summary>
internal static class TypeHandlers
{
    private static readonly Lock Gate = new();
    private static bool _registered;

    public static void Register()
    {
        lock (Gate)
        {
            if (_registered)
                return;
            DefaultTypeMap.MatchNamesWithUnderscores = true;
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
            SqlMapper.RemoveTypeMap(typeof(Guid));
            SqlMapper.RemoveTypeMap(typeof(Guid?));
            SqlMapper.AddTypeHandler(new InstantHandler());
            SqlMapper.AddTypeHandler(new GuidHandler());
            SqlMapper.AddTypeHandler(new JsonHandler());
            foreach (var id in typeof(ITypedId<>).Assembly.GetTypes().Where(IsTypedId))
                SqlMapper.AddTypeHandler(id, (SqlMapper.ITypeHandler)Activator.CreateInstance(typeof(TypedIdHandler<>).MakeGenericType(id))!);
            _registered = true;
        }
    }

    private static bool IsTypedId(Type type) =>
        type.IsValueType && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ITypedId<>));

    private static void SetGuid(IDbDataParameter parameter, Guid value)
    {
        if (parameter is NpgsqlParameter postgres)
        {
            postgres.NpgsqlDbType = NpgsqlDbType.Uuid;
            postgres.Value = value;
        }
        else
        {
            parameter.DbType = DbType.String;
            parameter.Value = value.ToString("D");
        }
    }

    private static Guid ReadGuid(object value) => value is Guid guid ? guid : Guid.ParseExact((string)value, "D");

    private sealed class GuidHandler : SqlMapper.TypeHandler<Guid>
    {
        public override void SetValue(IDbDataParameter parameter, Guid value) => SetGuid(parameter, value);

        public override Guid Parse(object value) => ReadGuid(value);
    }

    private sealed class TypedIdHandler<TId> : SqlMapper.TypeHandler<TId>
        where TId : struct, ITypedId<TId>
    {
        public override void SetValue(IDbDataParameter parameter, TId value) => SetGuid(parameter, value.Value);

        public override TId Parse(object value) => TId.From(ReadGuid(value));
    }

    private sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            if (parameter is NpgsqlParameter postgres)
            {
                postgres.NpgsqlDbType = NpgsqlDbType.TimestampTz;
                postgres.Value = value.UtcDateTime;
            }
            else
            {
                parameter.DbType = DbType.Int64;
                parameter.Value = Instants.ToMicroseconds(value);
            }
        }

        public override DateTimeOffset Parse(object value) => value switch
        {
            DateTime utc => new DateTimeOffset(utc, TimeSpan.Zero),
            DateTimeOffset instant => instant.ToUniversalTime(),
            _ => Instants.FromMicroseconds(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        };
    }

    private sealed class JsonHandler : SqlMapper.TypeHandler<JsonText>
    {
        public override void SetValue(IDbDataParameter parameter, JsonText value)
        {
            if (parameter is NpgsqlParameter postgres)
                postgres.NpgsqlDbType = NpgsqlDbType.Jsonb;
            else
                parameter.DbType = DbType.String;
            parameter.Value = value.Value;
        }

        public override JsonText Parse(object value) => new((string)value);
    }
}
