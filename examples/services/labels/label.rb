require "open3"

# The label on the back of a book: a QR code, drawn as SVG by the qrencode program.
module Label
  def self.for(text)
    drawing, status = Open3.capture2("qrencode", "-t", "SVG", "-o", "-", text)
    raise "qrencode failed" unless status.success?

    drawing
  end
end
