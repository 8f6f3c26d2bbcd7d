using Fairlead.Storage;

namespace Fairlead.Testing;

/// <summary>Rows of a database in a test.</summary>
public static class DatabaseRows
{
    /// <summary>Changes rows behind the program's back, as a crash, a restore or an older version leaves them.</summary>
    public static async Task ChangeRowsAsync(this Database database, string sql, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        await using var command = work.Connection.CreateCommand();
        (command.Transaction, command.CommandText) = (work.Transaction, sql);
        await command.ExecuteNonQueryAsync(ct);
        await work.CommitAsync(ct);
    }
}
