using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Kernel.Identity;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>Ticket configurations as rows; the body is the record itself as JSON.</summary>
internal sealed class ConfigurationStore(Database database)
{
    private static readonly SqlText AllSql = new(typeof(ConfigurationStore), "Configuration.All");
    private static readonly SqlText GetSql = new(typeof(ConfigurationStore), "Configuration.Get");
    private static readonly SqlText ByNameSql = new(typeof(ConfigurationStore), "Configuration.ByName");
    private static readonly SqlText ByConnectionSql = new(typeof(ConfigurationStore), "Configuration.ByConnection");
    private static readonly SqlText InsertSql = new(typeof(ConfigurationStore), "Configuration.Insert");
    private static readonly SqlText UpdateSql = new(typeof(ConfigurationStore), "Configuration.Update");
    private static readonly SqlText DeletedSql = new(typeof(ConfigurationStore), "Configuration.Deleted");
    private static readonly SqlText DeleteSql = new(typeof(ConfigurationStore), "Configuration.Delete");

    // Enums by name, so that a row can be read by a person with a SQL prompt.
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() }, AllowOutOfOrderMetadataProperties = true };

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<TicketConfiguration>> AllAsync(CancellationToken ct) =>
        [.. (await database.QueryAsync<Row>(AllSql, null, ct)).Select(r => r.ToConfiguration())];

    public async Task<IReadOnlyList<TicketConfiguration>> ByConnectionAsync(ConnectionId connection, CancellationToken ct) =>
        [.. (await database.QueryAsync<Row>(ByConnectionSql, new { connection }, ct)).Select(r => r.ToConfiguration())];

    public async Task<TicketConfiguration?> GetAsync(TicketConfigurationId id, CancellationToken ct) =>
        (await database.FirstAsync<Row>(GetSql, new { id }, ct))?.ToConfiguration();

    /// <summary>Whether anything may be written for it now: a person may have said otherwise a moment ago.</summary>
    public async Task<bool> IsEnabledAsync(TicketConfigurationId id, CancellationToken ct) => await GetAsync(id, ct) is { Enabled: true };

    public async Task<TicketConfiguration?> ByNameAsync(string name, CancellationToken ct) =>
        (await database.FirstAsync<Row>(ByNameSql, new { nameKey = KeyOf(name) }, ct))?.ToConfiguration();

    /// <returns><see langword="false"/> when the name is taken.</returns>
    public static async Task<bool> InsertAsync(UnitOfWork work, TicketConfiguration configuration, CancellationToken ct) =>
        await work.ExecuteAsync(InsertSql, Row.Of(configuration), ct) == 1;

    /// <returns><see langword="false"/> when somebody else changed it in between.</returns>
    public static async Task<bool> UpdateAsync(UnitOfWork work, TicketConfiguration configuration, CancellationToken ct) =>
        await work.ExecuteAsync(UpdateSql, Row.Of(configuration), ct) == 1;

    /// <summary>Frees the name; the row stays, for its tickets and for whoever makes it again.</summary>
    public static async Task<bool> DeleteAsync(UnitOfWork work, TicketConfigurationId id, DateTimeOffset now, CancellationToken ct) =>
        await work.ExecuteAsync(DeleteSql, new { id, now, freed = $"deleted/{id}" }, ct) == 1;

    /// <returns>The one of this name that was deleted last, on the same connection.</returns>
    public async Task<TicketConfiguration?> DeletedAsync(ConnectionId connection, string name, CancellationToken ct) =>
        (await database.QueryAsync<Row>(DeletedSql, new { connection }, ct))
            .Select(r => r.ToConfiguration() with { IsDeleted = true }).FirstOrDefault(c => KeyOf(c.Name) == KeyOf(name));

    public static string KeyOf(string name) => name.ToLowerInvariant();

    private sealed class Row
    {
        public TicketConfigurationId Id { get; init; }

        public string Name { get; init; } = "";

        public string NameKey { get; init; } = "";

        public ConnectionId ConnectionId { get; init; }

        public bool Enabled { get; init; }

        public bool Automatic { get; init; }

        public int Revision { get; init; }

        public JsonText Body { get; init; }

        public DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset UpdatedAt { get; init; }

        public static Row Of(TicketConfiguration configuration) => new()
        {
            Id = configuration.Id,
            Name = configuration.Name,
            NameKey = KeyOf(configuration.Name),
            ConnectionId = configuration.Connection,
            Enabled = configuration.Enabled,
            Automatic = configuration.Automatic,
            Revision = configuration.Revision,
            Body = new JsonText(JsonSerializer.Serialize(configuration, Json)),
            CreatedAt = configuration.CreatedAt,
            UpdatedAt = configuration.UpdatedAt,
        };

        public TicketConfiguration ToConfiguration() => JsonSerializer.Deserialize<TicketConfiguration>(Body.Value, Json)! with
        {
            Id = Id,
            Revision = Revision,
            CreatedAt = CreatedAt,
            UpdatedAt = UpdatedAt,
        };
    }
}
