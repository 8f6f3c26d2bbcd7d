using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.SecretScanning.Http;

/// <summary>Connections as requests name them: by name or id.</summary>
internal static class ConnectionNames
{
    public static readonly QueryParameter<string> Parameter = QueryParameter.Required("connection", "The connection's name or id.", 100);

    /// <param name="pointer">Where the body names it; <see langword="null"/>: the query does.</param>
    /// <exception cref="ProblemException">There is none.</exception>
    public static async Task<Connection> FindAsync(ConnectionDirectory connections, string nameOrId, string? pointer, CancellationToken ct)
    {
        if (await connections.FindByNameOrIdAsync(nameOrId, ct) is { } found)
            return found;

        var message = $"There is no connection {Problem.Quote(nameOrId)}. Those that there are: fairlead connection list";
        throw new ProblemException(pointer is null ? Problem.AtParameter(ProblemKind.NotFound, "connection", message) : Problem.AtPointer(ProblemKind.NotFound, pointer, message));
    }
}
