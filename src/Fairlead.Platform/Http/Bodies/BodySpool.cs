using System.Security.Cryptography;
using Fairlead.Kernel.Text;
using Fairlead.Storage;

namespace Fairlead.Platform.Http;

/// <summary>
/// What is sent, on disk, so that it can be of any size and come as slowly as it likes, be read twice, and be known by its bytes before anything is
/// written. The file has no name any more once it is open: it goes with the process, however that ends.
/// </summary>
internal sealed class BodySpool : IAsyncDisposable
{
    private const int BufferBytes = 512 * 1024;

    private BodySpool(FileStream file, byte[] sha256)
    {
        File = file;
        Sha256 = sha256;
    }

    public FileStream File { get; }

    public byte[] Sha256 { get; }

    public long Bytes => File.Length;

    /// <param name="folder"><see langword="null"/>: the system's.</param>
    /// <param name="taken">Bytes before it that count too.</param>
    /// <exception cref="SpoolLimitException">They are more than <paramref name="maxBytes"/>.</exception>
    /// <exception cref="DatabaseUnavailableException">The disk for temporary files is full.</exception>
    public static async Task<BodySpool> TakeAsync(Stream upload, string? folder, long maxBytes, long taken, CancellationToken ct)
    {
        var file = Open(folder ?? Path.GetTempPath());
        try
        {
            return new BodySpool(file, await CopyAsync(upload, file, maxBytes, taken, ct));
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => File.DisposeAsync();

    /// <summary>Hashes each part while the one before is being written and the next one arrives.</summary>
    /// <returns>The hash of all.</returns>
    private static async Task<byte[]> CopyAsync(Stream upload, FileStream file, long maxBytes, long taken, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (filling, leaving) = (new byte[BufferBytes], new byte[BufferBytes]);
        var writing = Task.CompletedTask;
        try
        {
            int read;
            while ((read = await upload.ReadAtLeastAsync(filling, BufferBytes, throwOnEndOfStream: false, ct)) > 0)
            {
                taken += read;
                if (taken > maxBytes)
                    throw new SpoolLimitException($"The upload is larger than {maxBytes:N0} bytes.");
                await writing;
                (filling, leaving) = (leaving, filling);
                writing = WriteAsync(file, leaving.AsMemory(0, read), ct);
                hash.AppendData(leaving, 0, read);
            }

            await writing;
        }
        finally
        {
            // The file must not be closed under a write.
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        file.Position = 0;
        return hash.GetHashAndReset();
    }

    private static async Task WriteAsync(FileStream file, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        try
        {
            await file.WriteAsync(bytes, ct);
        }
        catch (Exception e) when (e is IOException || FileFailure.IsTooLarge(e))
        {
            throw new DatabaseUnavailableException(
                DatabaseFailure.StorageFull, "The folder for temporary files has no room for what is sent, or ulimit -f allows no file so large.", e);
        }
    }

    private static FileStream Open(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"fairlead-body-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}");
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

/// <summary>What is sent is more than the server takes.</summary>
internal sealed class SpoolLimitException(string message) : Exception(message);
