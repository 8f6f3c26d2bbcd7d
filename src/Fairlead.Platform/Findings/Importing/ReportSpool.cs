using System.Buffers;
using System.Security.Cryptography;
using Fairlead.Storage;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>
/// An upload on disk, so that a report can be of any size, be read twice, and be known by its bytes before anything is
/// written. The file has no name any more once it is open: it goes with the process, however that ends.
/// </summary>
internal sealed class ReportSpool : IAsyncDisposable
{
    private const int BufferBytes = 128 * 1024;

    private ReportSpool(FileStream file, byte[] sha256)
    {
        File = file;
        Sha256 = sha256;
    }

    public FileStream File { get; }

    public byte[] Sha256 { get; }

    public long Bytes => File.Length;

    /// <param name="taken">Bytes of the reports before it that count too.</param>
    /// <exception cref="SpoolLimitException">They are more than <paramref name="maxBytes"/>.</exception>
    /// <exception cref="DatabaseUnavailableException">The disk for temporary files is full.</exception>
    public static async Task<ReportSpool> TakeAsync(Stream upload, string? folder, long maxBytes, long taken, CancellationToken ct)
    {
        var file = Open(folder ?? Path.GetTempPath());
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            int read;
            while ((read = await upload.ReadAsync(buffer.AsMemory(0, BufferBytes), ct)) > 0)
            {
                if (taken + file.Length + read > maxBytes)
                    throw new SpoolLimitException($"The upload is larger than {maxBytes:N0} bytes.");
                hash.AppendData(buffer, 0, read);
                await WriteAsync(file, buffer.AsMemory(0, read), ct);
            }

            file.Position = 0;
            return new ReportSpool(file, hash.GetHashAndReset());
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public ValueTask DisposeAsync() => File.DisposeAsync();

    private static async Task WriteAsync(FileStream file, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        try
        {
            await file.WriteAsync(bytes, ct);
        }
        catch (IOException e)
        {
            throw new DatabaseUnavailableException(
                DatabaseFailure.StorageFull, "The disk for temporary files is full; nothing was imported.", e);
        }
    }

    private static FileStream Open(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"fairlead-report-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}");
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose | FileOptions.SequentialScan,
        });
        if (!OperatingSystem.IsWindows())
            System.IO.File.Delete(path);
        return file;
    }
}

/// <summary>The upload is more than the server takes.</summary>
internal sealed class SpoolLimitException(string message) : Exception(message);
